/* Processor seconds that the library takes for each row, as the median of some calls: of 10,000 rows at once, then of one alone.
 *
 *   predict_rows MODEL FEATURES      two numbers, a line each */
#include "depickle.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MANY = 10000, MOST_CALLS = 500 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(depickle *d, const double *x, size_t rows, size_t features, size_t calls)
{
    double spent[MOST_CALLS];
    for (size_t i = 0; i < calls; i++) {
        const double *y;
        size_t cols;
        const double *from = x + (rows == 1 ? i * features : 0);
        double start = now();
        if (depickle_predict(d, 0, "predict", from, rows, features, &y, &cols) != DEPICKLE_OK) {
            fprintf(stderr, "%s\n", depickle_error(d));
            exit(1);
        }
        spent[i] = now() - start;
    }
    qsort(spent, calls, sizeof *spent, ascending);
    printf("%.9g\n", spent[calls / 2] / (double)rows);
}

int main(int argc, char **argv)
{
    size_t features = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
    double *x = malloc(MANY * (features + 1) * sizeof *x);
    depickle *d = depickle_new(NULL);
    if (features == 0 || x == NULL || d == NULL || depickle_open_file(d, argv[1]) != DEPICKLE_OK) {
        fprintf(stderr, "%s\n", d != NULL && features != 0 ? depickle_error(d) : "predict_rows MODEL FEATURES");
        return 1;
    }
    for (size_t i = 0; i < MANY * features; i++) {
        x[i] = sin((double)i * 7.3) * 2; /* rows of their own: a processor cannot learn them by heart */
    }
    measure(d, x, MANY, features, 5);
    measure(d, x, 1, features, MOST_CALLS);
    depickle_free(d);
    free(x);
    return 0;
}
