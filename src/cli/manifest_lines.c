#include "cli/manifest_lines.h"

#include "cli/member.h"
#include "io/open.h"

#include <stdio.h>
#include <stdlib.h>

static void add(dp_lines *lines, const char *text, cJSON *object)
{
    lines->at = dp_grown(lines->at, lines->n, sizeof *lines->at);
    dp_line *line = &lines->at[lines->n];
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(object, "code");
    *line = (dp_line){.text = strdup(text), .input = strdup(dp_text_in(object, "input")),
                          .directory = strdup(dp_text_in(object, "directory")), .number = lines->n, .code = code->valueint};
    snprintf(line->sha256, sizeof line->sha256, "%s", dp_text_in(object, "sha256"));
    line->outputs = text[0] == '\0' ? cJSON_DetachItemFromObjectCaseSensitive(object, "outputs") : NULL;
    lines->n++;
    if (line->text == NULL || line->input == NULL || line->directory == NULL) {
        dp_out_of_memory();
    }
}

static bool is_line(const cJSON *object)
{
    const cJSON *code = cJSON_GetObjectItemCaseSensitive(object, "code");
    return strcmp(dp_text_in(object, "schema"), "depickle-manifest/1") == 0 && dp_text_in(object, "input")[0] != '\0'
           && cJSON_IsNumber(code) && code->valueint >= DP_OK && code->valueint <= DP_PARTLY;
}

/* DP_CORRUPT where a line is none. */
static dp_rc take_lines(dp_lines *lines, dp_span bytes, bool whole, char error[512])
{
    const char *p = (const char *)bytes.p;
    const char *end = p + bytes.n;
    for (size_t number = 1; p < end; number++) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((newline != NULL ? newline : end) - p);
        cJSON *object = cJSON_ParseWithLength(p, n);
        char *text = strndup(p, whole ? n : 0);
        bool good = is_line(object);
        if (text == NULL) {
            dp_out_of_memory();
        }
        if (good) {
            add(lines, text, object);
        }
        free(text);
        cJSON_Delete(object);
        if (!good && newline != NULL) {
            snprintf(error, 512, "line %zu is no line of a manifest", number);
            return DP_CORRUPT;
        }
        lines->pieces += !good;
        p += n + 1;
    }
    return DP_OK;
}

dp_rc dp_lines_read(dp_lines *lines, const dp_cli *cli, const char *file, bool whole, char error[512])
{
    dp_opened opened;
    dp_rc rc = dp_open_input(file, &cli->limits, &opened);
    if (rc != DP_OK) {
        snprintf(error, 512, "%.500s", opened.error);
    } else {
        rc = take_lines(lines, opened.input.main, whole, error);
    }
    dp_opened_done(&opened);
    return rc;
}

/* By input and folder; of those for the same, the one that counts comes last: what is done before what failed, then the later. */
static int by_input(const void *a, const void *b)
{
    const dp_line *x = a;
    const dp_line *y = b;
    int order = strcmp(x->input, y->input);
    order = order != 0 ? order : strcmp(x->directory, y->directory);
    order = order != 0 ? order : (x->code == DP_OK) - (y->code == DP_OK);
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static bool same_input(const dp_line *a, const dp_line *b)
{
    return strcmp(a->input, b->input) == 0 && strcmp(a->directory, b->directory) == 0;
}

static void line_done(dp_line *line)
{
    free(line->text);
    free(line->input);
    free(line->directory);
    cJSON_Delete(line->outputs);
}

void dp_lines_settle(dp_lines *lines)
{
    size_t kept = 0;
    if (lines->n > 1) {
        qsort(lines->at, lines->n, sizeof *lines->at, by_input);
    }
    for (size_t i = 0; i < lines->n; i++) {
        if (i + 1 < lines->n && same_input(&lines->at[i], &lines->at[i + 1])) {
            line_done(&lines->at[i]);
        } else {
            lines->at[kept++] = lines->at[i];
        }
    }
    lines->superseded += lines->n - kept;
    lines->n = kept;
}

void dp_lines_done(dp_lines *lines)
{
    for (size_t i = 0; i < lines->n; i++) {
        line_done(&lines->at[i]);
    }
    free(lines->at);
}

const dp_line *dp_lines_find(const dp_lines *lines, const char *input)
{
    size_t from = 0;
    for (size_t to = lines->n; from < to;) { /* the first that is not before it: there may be one a folder */
        size_t middle = from + (to - from) / 2;
        if (strcmp(lines->at[middle].input, input) < 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from < lines->n && strcmp(lines->at[from].input, input) == 0 ? &lines->at[from] : NULL;
}
