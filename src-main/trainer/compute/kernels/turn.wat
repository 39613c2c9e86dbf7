;; Writes rows of a matrix as columns of its transpose, in blocks of 4 x 4. It goes along 16 columns, a cache line of the rows,
;; before it goes down, so that every line of both matrices is complete while it is in the cache.
(module
  (import "env" "memory" (memory 1 65536 shared))
  (func (export "turn")
    ;; address of the first row; where its first number belongs in the transpose; rows and columns, both multiples of 4;
    ;; bytes from one row to the next in the transpose
    (param $from i32) (param $to i32) (param $rows i32) (param $columns i32) (param $stride i32)
    (local $pitch i32) (local $first i32) (local $last i32) (local $row i32) (local $column i32)
    (local $source i32) (local $target i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $ab v128) (local $cd v128) (local $AB v128) (local $CD v128)
    (local.set $pitch (i32.shl (local.get $columns) (i32.const 2)))
    (block $done
      (loop $nextLine
        (br_if $done (i32.ge_u (local.get $first) (local.get $columns)))
        (local.set $last (i32.add (local.get $first) (i32.const 16)))
        (if (i32.gt_u (local.get $last) (local.get $columns)) (then (local.set $last (local.get $columns))))
        (local.set $row (i32.const 0))
        (block $doneRows
          (loop $nextRows
            (br_if $doneRows (i32.ge_u (local.get $row) (local.get $rows)))
            (local.set $column (local.get $first))
            (loop $nextColumns
              (local.set $source (i32.add
                (i32.add (local.get $from) (i32.mul (local.get $row) (local.get $pitch)))
                (i32.shl (local.get $column) (i32.const 2))))
              (local.set $target (i32.add
                (i32.add (local.get $to) (i32.shl (local.get $row) (i32.const 2)))
                (i32.mul (local.get $column) (local.get $stride))))
              (local.set $a (v128.load (local.get $source)))
              (local.set $source (i32.add (local.get $source) (local.get $pitch)))
              (local.set $b (v128.load (local.get $source)))
              (local.set $source (i32.add (local.get $source) (local.get $pitch)))
              (local.set $c (v128.load (local.get $source)))
              (local.set $source (i32.add (local.get $source) (local.get $pitch)))
              (local.set $d (v128.load (local.get $source)))
              (local.set $ab (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b)))
              (local.set $AB (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b)))
              (local.set $cd (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d)))
              (local.set $CD (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d)))
              (v128.store (local.get $target)
                (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $ab) (local.get $cd)))
              (v128.store (i32.add (local.get $target) (local.get $stride))
                (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $ab) (local.get $cd)))
              (v128.store (i32.add (local.get $target) (i32.shl (local.get $stride) (i32.const 1)))
                (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $AB) (local.get $CD)))
              (v128.store (i32.add (local.get $target) (i32.mul (local.get $stride) (i32.const 3)))
                (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $AB) (local.get $CD)))
              (local.set $column (i32.add (local.get $column) (i32.const 4)))
              (br_if $nextColumns (i32.lt_u (local.get $column) (local.get $last))))
            (local.set $row (i32.add (local.get $row) (i32.const 4)))
            (br $nextRows)))
        (local.set $first (local.get $last))
        (br $nextLine)))))
