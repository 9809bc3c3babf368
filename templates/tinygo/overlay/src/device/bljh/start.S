// Reset entry. The linker script puts .init first, because the boot code jumps to the first word of the image
// (on the BL602: bootentry 0 of the boot header).
.section .init, "ax", %progbits
.global _start
.type _start, @function
_start:
    csrci   mstatus, 8              // no interrupts until the runtime has set up its sources
    csrw    mie, zero
#ifdef __riscv_flen
    li      t0, 0x6000              // mstatus.FS: the FPU is off after reset
    csrs    mstatus, t0
    fscsr   zero
#endif
    la      sp, _stack_top
    la      t0, _bljh_mtvec         // address and mode bits, both from the linker script
    csrw    mtvec, t0
    csrw    mcause, zero            // runtime/interrupt.In reads it, and it is undefined after reset

    la      a0, _sdata
    la      a1, _sidata
    la      a2, _edata
    sub     a2, a2, a0
    call    memcpy
    la      a0, _sbss
    li      a1, 0
    la      a2, _ebss
    sub     a2, a2, a0
    call    memset

    call    main                    // runtime.main; it ends in exit, which does not return
    li      a0, 0

// bljh_halt(code) stops a board that has nobody to report to. A debugger or a simulator that sees the program counter
// here finds the exit code in a0.
.global bljh_halt
.type bljh_halt, @function
bljh_halt:
    csrci   mstatus, 8
1:  wfi
    j       1b
.size _start, .-_start
