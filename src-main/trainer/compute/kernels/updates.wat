;; What moves the numbers of a run in place: the optimisers without Adam, weight clipping and the running average of weights.
;; Arrays are given by their addresses and their common length in bytes, a multiple of 16. NaN stays NaN.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; p = p - rate g
  (func (export "sgd") (param $p i32) (param $g i32) (param $bytes i32) (param $rate f32)
    (local $end i32) (local $RATE v128)
    (local.set $RATE (f32x4.splat (local.get $rate)))
    (local.set $end (i32.add (local.get $p) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (v128.store (local.get $p) (f32x4.sub
          (v128.load (local.get $p))
          (f32x4.mul (local.get $RATE) (v128.load (local.get $g)))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (br $next))))

  ;; b = momentum b + g,  p = p - rate b; |b| below 1e-37 becomes zero, as subnormal numbers are slow
  (func (export "momentum")
    (param $p i32) (param $b i32) (param $g i32) (param $bytes i32) (param $momentum f32) (param $rate f32)
    (local $end i32) (local $B v128) (local $MOMENTUM v128) (local $RATE v128) (local $TINY v128)
    (local.set $MOMENTUM (f32x4.splat (local.get $momentum)))
    (local.set $RATE (f32x4.splat (local.get $rate)))
    (local.set $TINY (f32x4.splat (f32.const 1e-37)))
    (local.set $end (i32.add (local.get $p) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $B (f32x4.add
          (f32x4.mul (local.get $MOMENTUM) (v128.load (local.get $b)))
          (v128.load (local.get $g))))
        (local.set $B (v128.andnot (local.get $B) (f32x4.lt (f32x4.abs (local.get $B)) (local.get $TINY))))
        (v128.store (local.get $b) (local.get $B))
        (v128.store (local.get $p) (f32x4.sub
          (v128.load (local.get $p))
          (f32x4.mul (local.get $RATE) (local.get $B))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (br $next))))

  ;; v = decay v + rest g g,  p = p - rate g / (sqrt(v) + epsilon), with rest = 1 - decay
  (func (export "rmsprop")
    (param $p i32) (param $v i32) (param $g i32) (param $bytes i32)
    (param $decay f32) (param $rest f32) (param $rate f32) (param $epsilon f32)
    (local $end i32) (local $G v128) (local $V v128)
    (local $DECAY v128) (local $REST v128) (local $RATE v128) (local $EPSILON v128) (local $TINY v128)
    (local.set $DECAY (f32x4.splat (local.get $decay)))
    (local.set $REST (f32x4.splat (local.get $rest)))
    (local.set $RATE (f32x4.splat (local.get $rate)))
    (local.set $EPSILON (f32x4.splat (local.get $epsilon)))
    (local.set $TINY (f32x4.splat (f32.const 1e-37)))
    (local.set $end (i32.add (local.get $p) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $G (v128.load (local.get $g)))
        (local.set $V (f32x4.add
          (f32x4.mul (local.get $DECAY) (v128.load (local.get $v)))
          (f32x4.mul (f32x4.mul (local.get $REST) (local.get $G)) (local.get $G))))
        (local.set $V (v128.andnot (local.get $V) (f32x4.lt (local.get $V) (local.get $TINY))))
        (v128.store (local.get $v) (local.get $V))
        (v128.store (local.get $p) (f32x4.sub
          (v128.load (local.get $p))
          (f32x4.div
            (f32x4.mul (local.get $RATE) (local.get $G))
            (f32x4.add (f32x4.sqrt (local.get $V)) (local.get $EPSILON)))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $v (i32.add (local.get $v) (i32.const 16)))
        (local.set $g (i32.add (local.get $g) (i32.const 16)))
        (br $next))))

  ;; p = min(max(p, -limit), limit)
  (func (export "clamp") (param $p i32) (param $bytes i32) (param $limit f32)
    (local $end i32) (local $HIGH v128) (local $LOW v128)
    (local.set $HIGH (f32x4.splat (local.get $limit)))
    (local.set $LOW (f32x4.neg (local.get $HIGH)))
    (local.set $end (i32.add (local.get $p) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (v128.store (local.get $p)
          (f32x4.min (f32x4.max (v128.load (local.get $p)) (local.get $LOW)) (local.get $HIGH)))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br $next))))

  ;; a = decay a + rest p, with rest = 1 - decay
  (func (export "follow") (param $a i32) (param $p i32) (param $bytes i32) (param $decay f32) (param $rest f32)
    (local $end i32) (local $DECAY v128) (local $REST v128)
    (local.set $DECAY (f32x4.splat (local.get $decay)))
    (local.set $REST (f32x4.splat (local.get $rest)))
    (local.set $end (i32.add (local.get $p) (local.get $bytes)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (v128.store (local.get $a) (f32x4.add
          (f32x4.mul (local.get $DECAY) (v128.load (local.get $a)))
          (f32x4.mul (local.get $REST) (v128.load (local.get $p)))))
        (local.set $a (i32.add (local.get $a) (i32.const 16)))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (br $next)))))
