/* Preloaded, it stands for a hole in the reader: where the child asks zlib or libdeflate to begin, it does what PLANT says, then goes
 * on. For checks/walls.sh, which sees the child killed; behind no walls, the thing is done. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

static void act(const char *what)
{
    char *const words[] = {"touch", "planted", NULL};
    if (strcmp(what, "open") == 0) {
        creat("planted", 0600);
    } else if (strcmp(what, "socket") == 0) {
        socket(AF_INET, SOCK_STREAM, 0);
    } else if (strcmp(what, "execve") == 0) {
        execv("/usr/bin/touch", words);
    } else if (strcmp(what, "fork") == 0 && fork() == 0) {
        _exit(0);
    } else if (strcmp(what, "mmap") == 0) {
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
}

/* The library's own function of that name. */
static void find_real(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, sizeof found);
}

void *libdeflate_alloc_decompressor(void); /* its header need not be there */

void *libdeflate_alloc_decompressor(void)
{
    void *(*real)(void);
    find_real(&real, "libdeflate_alloc_decompressor");
    act(getenv("PLANT"));
    return real();
}

int inflateInit2_(z_streamp stream, int window, const char *version, int size)
{
    int (*real)(z_streamp, int, const char *, int);
    find_real(&real, "inflateInit2_");
    act(getenv("PLANT"));
    return real(stream, window, version, size);
}
