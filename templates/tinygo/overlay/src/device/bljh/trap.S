// Trap entry for interrupts and exceptions.
//
// An interrupt runs on the stack of whatever it interrupted, so every goroutine's stack must have room for this frame
// and for the handler. An exception never returns: it takes the system stack, because the usual reason for one is a
// stack that has run over, and storing a frame there would only fault again.

// Frame sizes keep the ABI's stack alignment of 16 bytes.
#ifdef __riscv_flen
#define FRAME 208
#else
#define FRAME 80
#endif

.macro each_integer_register op
    \op     ra, 0(sp)
    \op     t0, 4(sp)
    \op     t1, 8(sp)
    \op     t2, 12(sp)
    \op     a0, 16(sp)
    \op     a1, 20(sp)
    \op     a2, 24(sp)
    \op     a3, 28(sp)
    \op     a4, 32(sp)
    \op     a5, 36(sp)
    \op     a6, 40(sp)
    \op     a7, 44(sp)
    \op     t3, 48(sp)
    \op     t4, 52(sp)
    \op     t5, 56(sp)
    \op     t6, 60(sp)
.endm

// In the soft-float ABI (ilp32) no function preserves a floating-point register, fs0-fs11 included: the handler may use
// all 32, so all 32 are saved.
.macro each_float_register op
    \op     f0, 80(sp)
    \op     f1, 84(sp)
    \op     f2, 88(sp)
    \op     f3, 92(sp)
    \op     f4, 96(sp)
    \op     f5, 100(sp)
    \op     f6, 104(sp)
    \op     f7, 108(sp)
    \op     f8, 112(sp)
    \op     f9, 116(sp)
    \op     f10, 120(sp)
    \op     f11, 124(sp)
    \op     f12, 128(sp)
    \op     f13, 132(sp)
    \op     f14, 136(sp)
    \op     f15, 140(sp)
    \op     f16, 144(sp)
    \op     f17, 148(sp)
    \op     f18, 152(sp)
    \op     f19, 156(sp)
    \op     f20, 160(sp)
    \op     f21, 164(sp)
    \op     f22, 168(sp)
    \op     f23, 172(sp)
    \op     f24, 176(sp)
    \op     f25, 180(sp)
    \op     f26, 184(sp)
    \op     f27, 188(sp)
    \op     f28, 192(sp)
    \op     f29, 196(sp)
    \op     f30, 200(sp)
    \op     f31, 204(sp)
.endm

.section .text.bljh_trap_entry, "ax", %progbits
.global bljh_trap_entry
.type bljh_trap_entry, @function
.balign 64                          // mtvec in CLIC mode keeps its low six bits for itself
bljh_trap_entry:
    csrw    mscratch, t0
    csrr    t0, mcause
    bgez    t0, exception           // bit 31 set: interrupt
    csrr    t0, mscratch

    addi    sp, sp, -FRAME
    each_integer_register sw
    csrr    t0, mepc
    csrr    t1, mstatus
    sw      t0, 64(sp)
    sw      t1, 68(sp)
#ifdef __riscv_flen
    frcsr   t0
    sw      t0, 72(sp)
    each_float_register fsw
#endif
    csrr    a0, mcause
    call    bljh_interrupt          // runtime.handleInterrupt
#ifdef __riscv_flen
    each_float_register flw
    lw      t0, 72(sp)
    fscsr   t0
#endif
    lw      t0, 64(sp)
    lw      t1, 68(sp)
    // mcause 0 means "not in an interrupt" to runtime/interrupt.In. It goes before mstatus, as in CLIC mode mcause
    // holds a second view of mstatus.MPP and MPIE (RISC-V CLIC specification, "mcause"), which this write clears.
    csrw    mcause, zero
    csrw    mepc, t0
    csrw    mstatus, t1
    each_integer_register lw
    addi    sp, sp, FRAME
    mret

exception:
    mv      a3, sp
    la      sp, _stack_top
    la      t0, _bljh_mtvec_fatal
    csrw    mtvec, t0
    csrr    a0, mcause
    csrr    a1, mepc
    csrr    a2, mtval
    tail    bljh_exception          // runtime.handleException
.size bljh_trap_entry, .-bljh_trap_entry

// An exception while the first one is being reported: memory is not to be trusted, so stop without printing.
.section .text.bljh_fatal_entry, "ax", %progbits
.global bljh_fatal_entry
.type bljh_fatal_entry, @function
.balign 64
bljh_fatal_entry:
    la      sp, _stack_top
    tail    bljh_abort              // runtime.abort
.size bljh_fatal_entry, .-bljh_fatal_entry

// int bljh_opaque(int): see runtime/interrupt.
.section .text.bljh_opaque, "ax", %progbits
.global bljh_opaque
.type bljh_opaque, @function
bljh_opaque:
    ret
.size bljh_opaque, .-bljh_opaque
