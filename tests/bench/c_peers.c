/* Times `answer` on rows, one call a row: nanoseconds a row, for each thousand of them the least of many passes, so that what
 * else the machine does does not count; and says how far answers are from those expected. Rows are many, so that a processor
 * cannot learn them by heart.
 *
 *   c_peers ROWS ROW_SIZE N_ROWS EXPECTED OUTPUTS      files of rows, and of float64 answers */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PASSES = 40, PART = 1000, MOST_PARTS = 1000, MOST_OUTPUTS = 64 };

void answer(const void *x, double *out);

static void *read_file(const char *path, size_t size)
{
    FILE *f = fopen(path, "rb");
    void *p = malloc(size);
    if (f == NULL || p == NULL || fread(p, 1, size, f) != size) {
        perror(path);
        exit(2);
    }
    fclose(f);
    return p;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        return 4;
    }
    size_t size = strtoul(argv[2], NULL, 10);
    size_t n = strtoul(argv[3], NULL, 10);
    size_t outputs = strtoul(argv[5], NULL, 10);
    const char *x = read_file(argv[1], n * size);
    const double *want = read_file(argv[4], n * outputs * sizeof *want);
    double out[MOST_OUTPUTS];
    double worst = 0;
    for (size_t i = 0; i < n; i++) {
        memset(out, 0, sizeof out);
        answer(x + i * size, out);
        for (size_t k = 0; k < outputs; k++) {
            double d = fabs(out[k] - want[i * outputs + k]);
            worst = d > worst || d != d ? d : worst;
        }
    }
    static double least[MOST_PARTS];
    double sum = 0;
    for (int pass = 0; pass < PASSES; pass++) {
        for (size_t part = 0; part < n / PART; part++) {
            double start = now();
            for (size_t i = part * PART; i < (part + 1) * PART; i++) {
                answer(x + i * size, out);
            }
            double took = now() - start;
            least[part] = pass == 0 || took < least[part] ? took : least[part];
        }
    }
    for (size_t part = 0; part < n / PART; part++) {
        sum += least[part];
    }
    printf("%.1f %.3g\n", sum / (double)(n / PART * PART), worst);
    return 0;
}
