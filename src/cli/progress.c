#include "cli/progress.h"

#include "base/num.h"
#include "cli/environment.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BAR_MS = 100, PLAIN_MS = 5000, LEAST_BAR = 10, MOST_BAR = 40 };

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static bool can_redraw(void)
{
    const char *terminal = dp_environment("TERM");
    return isatty(STDERR_FILENO) == 1 && terminal != NULL && terminal[0] != '\0' && strcmp(terminal, "dumb") != 0;
}

static uint64_t size_of(const dp_file *file)
{
    struct stat st;
    return stat(file->path, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : 0;
}

void dp_progress_begin(dp_progress *p, const dp_cli *cli, const dp_files *files)
{
    *p = (dp_progress){.form = (dp_progress_form)cli->progress, .files = files->n, .start = now_ms()};
    if (cli->quiet || files->n < 2 || (p->form == DP_PROGRESS_AUTO && !can_redraw())) {
        p->form = DP_PROGRESS_NONE;
    }
    for (size_t i = 0; i < files->n && p->form != DP_PROGRESS_NONE; i++) {
        p->bytes += size_of(&files->at[i]);
    }
    p->next = p->start + (p->form == DP_PROGRESS_PLAIN ? PLAIN_MS : BAR_MS);
}

bool dp_progress_is_bar(const dp_progress *p)
{
    return p->form == DP_PROGRESS_AUTO;
}

void dp_progress_clear(dp_progress *p)
{
    if (p->drawn) {
        fflush(stdout);
        fputs("\r\033[K", stderr);
        p->drawn = false;
    }
}

void dp_progress_add(dp_progress *p, const dp_file *file, const dp_outcome *outcome)
{
    p->done++;
    p->resumed += outcome->resumed;
    p->failed += outcome->rc != DP_OK;
    p->done_bytes += p->form != DP_PROGRESS_NONE ? size_of(file) : 0;
}

/* ---- what it says ---- */

static void print_time(char text[24], uint64_t seconds)
{
    if (seconds < 3600) {
        snprintf(text, 24, "%" PRIu64 ":%02" PRIu64, seconds / 60, seconds % 60);
    } else {
        snprintf(text, 24, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}

/* Of the work that there was: files and bytes count alike, since small files cost the same and large ones by their size. What
 * was left out took no time, and says nothing of the rest. */
static double share(const dp_progress *p)
{
    double files = (double)(p->done - p->resumed) / (double)(p->files - p->resumed);
    double bytes = p->bytes != 0 ? (double)p->done_bytes / (double)p->bytes : files;
    return (files + bytes) / 2;
}

/* "321/1000  4.1 MB  151/s  0:45 left  12 failed" */
static void describe(const dp_progress *p, uint64_t now, char text[160])
{
    char size[DP_NUM_MAX];
    char left[24];
    char rest[64] = "";
    double seconds = (double)(now - p->start) / 1000;
    double rate = seconds > 0 ? (double)(p->done - p->resumed) / seconds : 0;
    double part = p->done > p->resumed ? share(p) : 0;
    dp_num_print_size(size, p->done_bytes);
    if (part > 0 && p->done < p->files && seconds >= 1) {
        print_time(left, (uint64_t)(seconds * (1 - part) / part + 0.5));
        snprintf(rest, sizeof rest, "  %s left", left);
    }
    int n = snprintf(text, 160, "%zu/%zu files  %s  %.*f/s%s", p->done, p->files, size, rate < 9.95 ? 1 : 0, rate, rest);
    if (p->failed != 0) {
        snprintf(text + n, 160 - (size_t)n, "  %zu failed", p->failed);
    }
}

static size_t columns(void)
{
    struct winsize size;
    bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0;
    return known ? size.ws_col : 80;
}

static void draw(dp_progress *p, const char *text)
{
    size_t room = columns();
    size_t n = strlen(text);
    size_t width = room > n + 4 ? room - n - 4 : 0; /* "[", "] ", and the last column stays free */
    width = width > MOST_BAR ? MOST_BAR : width;
    fputs("\r\033[K", stderr);
    if (width >= LEAST_BAR) {
        size_t full = p->done * width / p->files;
        fputc('[', stderr);
        for (size_t i = 0; i < width; i++) {
            fputc(i < full ? '=' : i == full ? '>' : ' ', stderr);
        }
        fputs("] ", stderr);
    }
    fprintf(stderr, "%.*s", (int)(room > 1 ? room - 1 : 1), text);
    p->drawn = true;
}

void dp_progress_tick(dp_progress *p)
{
    char text[160];
    uint64_t now = now_ms();
    if (p->form == DP_PROGRESS_NONE || now < p->next) {
        return;
    }
    describe(p, now, text);
    if (p->form == DP_PROGRESS_PLAIN) {
        fprintf(stderr, "depickle: %s\n", text);
        p->next = now + PLAIN_MS;
    } else {
        draw(p, text);
        p->next = now + BAR_MS;
    }
}
