// The C memory functions that LLVM calls for copies, zeroing and comparisons. They move words where source and
// destination can both be aligned, else bytes: the chips of this family need not support misaligned access.

.macro function name
.section .text.\name, "ax", %progbits
.global \name
.type \name, @function
\name:
.endm

// void *memmove(void *to, const void *from, size_t n)
// Copies upwards, unless that would overwrite bytes of `from` not yet read (from < to < from + n).
function memmove
    sub     t0, a0, a1
    bgeu    t0, a2, memcpy          // unsigned: also true for to < from
    add     t0, a0, a2              // t0, t1: one past the last byte still to be copied
    add     t1, a1, a2
    xor     t2, t0, t1
    andi    t2, t2, 3
    bnez    t2, 3f
1:  andi    t2, t0, 3               // bytes until both ends are aligned
    beqz    t2, 2f
    beqz    a2, 5f
    addi    t0, t0, -1
    addi    t1, t1, -1
    lbu     t2, 0(t1)
    sb      t2, 0(t0)
    addi    a2, a2, -1
    j       1b
2:  sltiu   t2, a2, 4
    bnez    t2, 3f
    addi    t0, t0, -4
    addi    t1, t1, -4
    lw      t2, 0(t1)
    sw      t2, 0(t0)
    addi    a2, a2, -4
    j       2b
3:  beqz    a2, 5f                  // what is left, or everything
    addi    t0, t0, -1
    addi    t1, t1, -1
    lbu     t2, 0(t1)
    sb      t2, 0(t0)
    addi    a2, a2, -1
    j       3b
5:  ret
.size memmove, .-memmove

// void *memcpy(void *to, const void *from, size_t n)
// memmove relies on the upward order.
function memcpy
    mv      t0, a0                  // a0 is the result
    xor     t1, a0, a1
    andi    t1, t1, 3
    bnez    t1, 3f
1:  andi    t1, t0, 3
    beqz    t1, 2f
    beqz    a2, 5f
    lbu     t1, 0(a1)
    sb      t1, 0(t0)
    addi    t0, t0, 1
    addi    a1, a1, 1
    addi    a2, a2, -1
    j       1b
2:  sltiu   t1, a2, 4
    bnez    t1, 3f
    lw      t1, 0(a1)
    sw      t1, 0(t0)
    addi    t0, t0, 4
    addi    a1, a1, 4
    addi    a2, a2, -4
    j       2b
3:  beqz    a2, 5f
    lbu     t1, 0(a1)
    sb      t1, 0(t0)
    addi    t0, t0, 1
    addi    a1, a1, 1
    addi    a2, a2, -1
    j       3b
5:  ret
.size memcpy, .-memcpy

// void *memset(void *to, int byte, size_t n)
function memset
    mv      t0, a0
    andi    a1, a1, 0xff
    slli    t1, a1, 8
    or      t1, t1, a1
    slli    t2, t1, 16
    or      t1, t1, t2              // t1: the byte four times
1:  andi    t2, t0, 3
    beqz    t2, 2f
    beqz    a2, 5f
    sb      a1, 0(t0)
    addi    t0, t0, 1
    addi    a2, a2, -1
    j       1b
2:  sltiu   t2, a2, 4
    bnez    t2, 3f
    sw      t1, 0(t0)
    addi    t0, t0, 4
    addi    a2, a2, -4
    j       2b
3:  beqz    a2, 5f
    sb      a1, 0(t0)
    addi    t0, t0, 1
    addi    a2, a2, -1
    j       3b
5:  ret
.size memset, .-memset

// int memcmp(const void *a, const void *b, size_t n), and bcmp, which LLVM prefers when only equality matters.
.global bcmp
.set bcmp, memcmp
function memcmp
1:  beqz    a2, 2f
    lbu     t0, 0(a0)
    lbu     t1, 0(a1)
    bne     t0, t1, 3f
    addi    a0, a0, 1
    addi    a1, a1, 1
    addi    a2, a2, -1
    j       1b
2:  li      a0, 0
    ret
3:  sub     a0, t0, t1
    ret
.size memcmp, .-memcmp
