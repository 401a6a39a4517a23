/* Runs a target without a fuzzer: over files and folders; with -t also over every beginning of each file of up to 8 KiB;
 * with -m N also over N mutations of each. Also what AFL++ calls.
 *
 *     fuzz_machine corpus/machine          every file once
 *     fuzz_machine -t corpus/machine       and cut after each of its bytes
 *     fuzz_machine -m 1000 -s 7 corpus     and a thousand seeded mutations of each
 */
#include "fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

enum { MOST_PATH = 4096, MOST_FILE = 4 << 20, MOST_CUT = 8 << 10 };

struct driver {
    size_t files, runs;
    bool cut;
    uint64_t mutations;
    uint64_t state;
};

/* Flips, sets, cuts, doubles: a few at a time. */
static size_t mutate(struct driver *d, uint8_t *bytes, size_t n, size_t cap)
{
    static const uint8_t odd[] = {0, 1, 0x7f, 0x80, 0xff, '.', 'R', 'b', '(', 't', 'u', 'N', 0x94, 0x85};
    for (uint64_t k = fuzz_next(&d->state) % 4 + 1; k-- > 0 && n != 0;) {
        size_t at = (size_t)(fuzz_next(&d->state) % n);
        size_t length = (size_t)(fuzz_next(&d->state) % 16 + 1);
        length = length < n - at ? length : n - at;
        switch (fuzz_next(&d->state) % 6) {
        case 0: bytes[at] ^= (uint8_t)(1U << fuzz_next(&d->state) % 8); break;
        case 1: bytes[at] = odd[fuzz_next(&d->state) % sizeof odd]; break;
        case 2: bytes[at] = (uint8_t)fuzz_next(&d->state); break;
        case 3:
            memmove(bytes + at, bytes + at + length, n - at - length);
            n -= length;
            break;
        case 4:
            if (n + length <= cap) {
                memmove(bytes + at + length, bytes + at, n - at);
                n += length;
            }
            break;
        default: n = fuzz_next(&d->state) % 8 == 0 ? at : n; break;
        }
    }
    return n;
}

/* The target gets a block of exactly n bytes, so that a sanitizer sees the first byte read too far. */
static void run_exact(struct driver *d, const uint8_t *bytes, size_t n)
{
    uint8_t *exact = malloc(n != 0 ? n : 1);
    if (exact == NULL) {
        abort();
    }
    memcpy(exact, bytes, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
    d->runs++;
}

static int run_file(struct driver *d, const char *path)
{
    FILE *f = fopen(path, "rb");
    uint8_t *bytes = malloc(MOST_FILE + 64);
    uint8_t *copy = malloc(MOST_FILE + 64);
    if (f == NULL || bytes == NULL || copy == NULL) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        abort();
    }
    size_t n = fread(bytes, 1, MOST_FILE, f);
    fclose(f);
    run_exact(d, bytes, n);
    for (size_t k = 0; d->cut && n <= MOST_CUT && k < n; k++) {
        run_exact(d, bytes, k);
    }
    for (uint64_t i = 0; i < d->mutations; i++) {
        memcpy(copy, bytes, n);
        run_exact(d, copy, mutate(d, copy, n, MOST_FILE));
    }
    free(bytes);
    free(copy);
    d->files++;
    return 0;
}

static int run_path(struct driver *d, const char *path, int depth)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        return 1;
    }
    if (!S_ISDIR(st.st_mode)) {
        return run_file(d, path);
    }
    DIR *dir = depth < 8 ? opendir(path) : NULL;
    int bad = dir == NULL;
    const struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        char inner[MOST_PATH];
        int n = snprintf(inner, sizeof inner, "%s/%s", path, entry->d_name);
        if (entry->d_name[0] != '.' && n > 0 && (size_t)n < sizeof inner) {
            bad |= run_path(d, inner, depth + 1);
        }
    }
    if (dir != NULL) {
        closedir(dir);
    }
    return bad;
}

static uint64_t number(const char *text)
{
    uint64_t v = 0;
    while (*text >= '0' && *text <= '9') {
        v = v * 10 + (uint64_t)(*text++ - '0');
    }
    return v;
}

int main(int argc, char **argv)
{
    struct driver d = {.state = FUZZ_STATE};
    int bad = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-m") == 0 && i + 1 < argc) {
            d.mutations = number(argv[++i]);
        } else if (strcmp(argv[i], "-t") == 0) {
            d.cut = true;
        } else if (strcmp(argv[i], "-s") == 0 && i + 1 < argc) {
            d.state ^= number(argv[++i]) * FUZZ_SEEDS;
        } else {
            bad |= run_path(&d, argv[i], 0);
        }
    }
    printf("%zu files, %zu runs\n", d.files, d.runs);
    return bad != 0 || d.files == 0;
}
