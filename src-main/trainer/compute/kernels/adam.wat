;; Adam (Kingma and Ba 2015, Algorithm 1) in place, as PyTorch computes it:
;;   m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g g,  p = p - rate m / (sqrt(v) root + epsilon)
;; with rate = learning rate / (1 - b1^t) and root = 1 / sqrt(1 - b2^t).
(module
  (import "env" "memory" (memory 1 65536 shared))
  (func (export "adam")
    ;; addresses of the four arrays and their common length in bytes, a multiple of 16
    (param $p i32) (param $m i32) (param $v i32) (param $g i32) (param $bytes i32)
    (param $b1 f32) (param $b2 f32) (param $c1 f32) (param $c2 f32)
    (param $rate f32) (param $root f32) (param $epsilon f32)
    (local $end i32) (local $G v128) (local $M v128) (local $V v128)
    (local $B1 v128) (local $B2 v128) (local $C1 v128) (local $C2 v128)
    (local $RATE v128) (local $ROOT v128) (local $EPSILON v128) (local $TINY v128)
    (local.set $B1 (f32x4.splat (local.get $b1)))
    (local.set $B2 (f32x4.splat (local.get $b2)))
    (local.set $C1 (f32x4.splat (local.get $c1)))
    (local.set $C2 (f32x4.splat (local.get $c2)))
    (local.set $RATE (f32x4.splat (local.get $rate)))
    (local.set $ROOT (f32x4.splat (local.get $root)))
    (local.set $EPSILON (f32x4.splat (local.get $epsilon)))
    ;; Moments below this become zero: decaying subnormal numbers would slow every later step down.
    (local.set $TINY (f32x4.splat (f32.const 1e-37)))
    (local.set $end (i32.add (local.get $p) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $G (v128.load (local.get $g)))
        (local.set $M (f32x4.add
          (f32x4.mul (local.get $B1) (v128.load (local.get $m)))
          (f32x4.mul (local.get $C1) (local.get $G))))
        (local.set $V (f32x4.add
          (f32x4.mul (local.get $B2) (v128.load (local.get $v)))
          (f32x4.mul (f32x4.mul (local.get $C2) (local.get $G)) (local.get $G))))
        (local.set $M (v128.andnot (local.get $M) (f32x4.lt (f32x4.abs (local.get $M)) (local.get $TINY))))
        (local.set $V (v128.andnot (local.get $V) (f32x4.lt (local.get $V) (local.get $TINY))))
        (v128.store (local.get $m) (local.get $M))
        (v128.store (local.get $v) (local.get $V))
        (v128.store (local.get $p) (f32x4.sub
          (v128.load (local.get $p))
          (f32x4.div
            (f32x4.mul (local.get $RATE) (local.get $M))
            (f32x4.add (f32x4.mul (f32x4.sqrt (local.get $V)) (local.get $ROOT)) (local.get $EPSILON)))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $m (i32.add (local.get $m) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (br $next)))))
