/* Preloaded: while the file named by JIAOHAO_FAULT exists, its first word says how the disk under JIAOHAO_WATCH
 * fails: "full" (ENOSPC on writes), "readonly" (EROFS on writes), "write" (EIO on writes), "sync" (EIO on syncs).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define FDS 4096
static char watched[FDS];

static int mood(char *word) {
    int fd = syscall(SYS_openat, AT_FDCWD, getenv("JIAOHAO_FAULT"), O_RDONLY, 0);
    if (fd < 0) return 0;
    ssize_t n = syscall(SYS_read, fd, word, 15);
    syscall(SYS_close, fd);
    word[n > 0 ? n : 0] = 0;
    return n > 0;
}

/* Whether this operation on this file fails now; sets errno. */
static int fails(int fd, int sync) {
    char word[16];
    if (fd < 0 || fd >= FDS || !watched[fd] || !mood(word)) return 0;
    if (sync ? strcmp(word, "sync") : !strcmp(word, "sync")) return 0;
    errno = !strcmp(word, "full") ? ENOSPC : !strcmp(word, "readonly") ? EROFS : EIO;
    return 1;
}

static int opened(int fd, const char *path) {
    const char *folder = getenv("JIAOHAO_WATCH");
    /* the journal only: logs and serve.json of the same folder stay usable */
    if (fd >= 0 && fd < FDS) watched[fd] = folder && !strncmp(path, folder, strlen(folder)) && strstr(path, "journal.db") && !strstr(path, "-shm");
    return fd;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define OPEN(name)                                                                       \
    int name(const char *path, int flags, ...) {                                         \
        va_list more; va_start(more, flags); int mode = va_arg(more, int); va_end(more); \
        return opened(REAL(name)(path, flags, mode), path);                              \
    }
OPEN(open)
OPEN(open64)

ssize_t pwrite(int fd, const void *data, size_t n, off_t at) { return fails(fd, 0) ? -1 : REAL(pwrite)(fd, data, n, at); }
ssize_t pwrite64(int fd, const void *data, size_t n, off64_t at) { return fails(fd, 0) ? -1 : REAL(pwrite64)(fd, data, n, at); }
ssize_t write(int fd, const void *data, size_t n) { return fails(fd, 0) ? -1 : REAL(write)(fd, data, n); }
int ftruncate(int fd, off_t n) { return fails(fd, 0) ? -1 : REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { return fails(fd, 0) ? -1 : REAL(ftruncate64)(fd, n); }
int fsync(int fd) { return fails(fd, 1) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails(fd, 1) ? -1 : REAL(fdatasync)(fd); }
