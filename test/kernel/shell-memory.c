/*
 * Preloaded into the C conf: popen() answers from files, so that the compilers asked by $(shell) run once and not in
 * each of the hundreds of runs. BLJH_SHELL_MEMORY is the folder; a command not yet there is run and remembered. The
 * answers of commands that write to stderr are not remembered: they must show it each time.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static FILE *answered[64];
static int count;

static int real_close(FILE *file)
{
	static int (*real)(FILE *);

	if (!real)
		real = dlsym(RTLD_NEXT, "pclose");
	return real(file);
}

static FILE *real_open(const char *command, const char *mode)
{
	static FILE *(*real)(const char *, const char *);

	if (!real)
		real = dlsym(RTLD_NEXT, "popen");
	return real(command, mode);
}

/* Runs the command with its stderr in a file, shows that stderr, and returns 1 when there was none. */
static int remember(const char *command, const char *path)
{
	char temporary[4200], errors[4200], buffer[65536];
	struct stat info;
	size_t length;
	FILE *from, *to;
	int saved, quiet;

	snprintf(temporary, sizeof temporary, "%s.%d", path, (int)getpid());
	snprintf(errors, sizeof errors, "%s.%d.err", path, (int)getpid());
	fflush(NULL);
	saved = dup(2);
	to = fopen(errors, "w");
	dup2(fileno(to), 2);
	from = real_open(command, "r");
	dup2(saved, 2);
	close(saved);
	fclose(to);
	to = fopen(temporary, "w");
	while ((length = fread(buffer, 1, sizeof buffer, from)) > 0)
		fwrite(buffer, 1, length, to);
	real_close(from);
	fclose(to);
	quiet = stat(errors, &info) == 0 && info.st_size == 0;
	if (quiet)
		rename(temporary, path);
	unlink(temporary);
	unlink(errors);
	return quiet;
}

FILE *popen(const char *command, const char *mode)
{
	const char *folder = getenv("BLJH_SHELL_MEMORY");
	unsigned long a = 5381, b = 14695981039346656037ul;
	const char *p;
	char path[4096];
	FILE *file;

	if (!folder || count == 64)
		return real_open(command, mode);
	for (p = command; *p; p++) {
		a = (a * 33) ^ (unsigned char)*p;
		b = (b ^ (unsigned char)*p) * 1099511628211ul;
	}
	snprintf(path, sizeof path, "%s/%016lx%016lx", folder, a, b);
	file = fopen(path, "r");
	if (!file) {
		if (!remember(command, path))
			return real_open(command, mode);
		file = fopen(path, "r");
	}
	if (file)
		answered[count++] = file;
	return file;
}

int pclose(FILE *file)
{
	for (int i = 0; i < count; i++)
		if (answered[i] == file) {
			answered[i] = answered[--count];
			return fclose(file);
		}
	return real_close(file);
}
