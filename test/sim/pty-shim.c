/*
 * Preloaded into a flasher: setting RTS and DTR on a pseudo-terminal, which has none and says ENOTTY, succeeds and does
 * nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/ioctl.h>

int ioctl(int fd, unsigned long request, ...)
{
    static int (*real)(int, unsigned long, ...);
    va_list rest;
    void *argument;
    int result;

    if (!real)
        real = (int (*)(int, unsigned long, ...))dlsym(RTLD_NEXT, "ioctl");
    va_start(rest, request);
    argument = va_arg(rest, void *);
    va_end(rest);
    result = real(fd, request, argument);
    if (result >= 0 || errno != ENOTTY)
        return result;
    if (request == TIOCMGET) {
        *(int *)argument = 0;
        return 0;
    }
    return request == TIOCMBIS || request == TIOCMBIC || request == TIOCMSET ? 0 : result;
}
