/* The parent of inspect --plan: lines, sums, an estimate of the time. */
#include "cli/forecast.h"

#include "base/text.h"
#include "cli/batch.h"
#include "cli/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

struct sum {
    dp_batch batch;
    size_t converts, partly, blocked, tables, rest, failed;
    double bytes, onnx, json, largest;
    cJSON *by;    /* {class: files} */
    cJSON *files; /* as their children told */
};

static const double ONNX_MOST = 2147483647; /* of protobuf, for one file */

static void count_by(struct sum *s, const char *name)
{
    cJSON *count = cJSON_GetObjectItemCaseSensitive(s->by, name);
    if (count != NULL) {
        cJSON_SetNumberValue(count, count->valuedouble + 1);
    } else {
        cJSON_AddNumberToObject(s->by, name, 1);
    }
}

static void add_model(struct sum *s, const cJSON *model, size_t *good, size_t *bad)
{
    const cJSON *blocked = cJSON_GetObjectItemCaseSensitive(model, "blocked");
    double onnx = dp_number_in(model, "onnx");
    s->onnx += onnx;
    s->json += dp_number_in(model, "json");
    s->largest = onnx > s->largest ? onnx : s->largest;
    if (cJSON_IsObject(blocked)) {
        (*bad)++;
        count_by(s, dp_text_in(blocked, "by"));
    } else {
        (*good)++;
    }
}

static void add_file(struct sum *s, const cJSON *file)
{
    size_t good = 0;
    size_t bad = 0;
    const cJSON *model;
    cJSON_ArrayForEach(model, cJSON_GetObjectItemCaseSensitive(file, "models")) {
        add_model(s, model, &good, &bad);
    }
    s->converts += good != 0 && bad == 0;
    s->partly += good != 0 && bad != 0;
    s->blocked += good == 0 && bad != 0;
    bool none = good == 0 && bad == 0;
    bool failed = none && dp_number_in(file, "code") != 0;
    bool table = none && !failed && cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(file, "table"));
    s->failed += failed;
    s->json += dp_number_in(file, "json");
    s->tables += table;
    s->rest += none && !failed && !table;
    if (dp_text_in(file, "name")[0] != '\0') {
        count_by(s, dp_text_in(file, "name"));
    }
}

static void print_file(const cJSON *file)
{
    const char *name = dp_text_in(file, "file");
    const cJSON *model;
    if (dp_text_in(file, "error")[0] != '\0') {
        dp_print_escaped(dp_text_in(file, "error"));
    }
    cJSON_ArrayForEach(model, cJSON_GetObjectItemCaseSensitive(file, "models")) {
        const cJSON *blocked = cJSON_GetObjectItemCaseSensitive(model, "blocked");
        printf("%s: %s %s: ", name, dp_text_in(model, "path"), dp_text_in(model, "class"));
        if (cJSON_IsObject(blocked)) {
            const char *path = dp_text_in(blocked, "path");
            printf("blocked by %s%s%s; json %.0f bytes\n", path, path[0] != '\0' ? ": " : "", dp_text_in(blocked, "what"),
                   dp_number_in(model, "json"));
        } else {
            printf("onnx %.0f bytes, json %.0f bytes\n", dp_number_in(model, "onnx"), dp_number_in(model, "json"));
        }
    }
    if (cJSON_HasObjectItem(file, "content")) {
        bool table = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(file, "table"));
        printf("%s: no model: %s%s", name, dp_text_in(file, "content"), table ? ", a table" : "");
        if (dp_number_in(file, "json") != 0) {
            printf("; json %.0f bytes", dp_number_in(file, "json"));
        }
        printf("\n");
    }
}

static double seconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) * 1e-9;
}

static cJSON *sum_json(const struct sum *s, double seconds)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "schema", "depickle-plan-sum/1");
    cJSON_AddNumberToObject(o, "converts", (double)s->converts);
    cJSON_AddNumberToObject(o, "in_part", (double)s->partly);
    cJSON_AddNumberToObject(o, "blocked", (double)s->blocked);
    cJSON_AddNumberToObject(o, "tables", (double)s->tables);
    cJSON_AddNumberToObject(o, "no_model", (double)s->rest);
    cJSON_AddNumberToObject(o, "failed", (double)s->failed);
    cJSON_AddItemToObject(o, "blocked_by", cJSON_Duplicate(s->by, 1));
    cJSON_AddNumberToObject(o, "bytes", s->bytes);
    cJSON_AddNumberToObject(o, "onnx", s->onnx);
    cJSON_AddNumberToObject(o, "json", s->json);
    cJSON_AddNumberToObject(o, "largest_onnx", s->largest);
    cJSON_AddNumberToObject(o, "seconds", seconds);
    cJSON_AddNumberToObject(o, "bytes_per_second", seconds > 0 ? s->bytes / seconds : 0);
    dp_forecast_together(s->files, o);
    return o;
}

static void print_sum(const struct sum *s, const cJSON *o, double seconds)
{
    const cJSON *item;
    printf("\nconvert: %zu files, in part: %zu, blocked: %zu, tables: %zu, no model: %zu, failed: %zu\n", s->converts, s->partly,
           s->blocked, s->tables, s->rest, s->failed);
    cJSON_ArrayForEach(item, s->by) {
        printf("blocked by %s: %.0f\n", item->string, item->valuedouble);
    }
    printf("outputs: onnx %.0f bytes, json %.0f bytes\n", s->onnx, s->json);
    if (s->largest > ONNX_MOST) {
        printf("the largest ONNX file would be %.0f bytes; 2 GiB is the most that a runtime opens\n", s->largest);
    }
    printf("time: about %.2f s for %.0f bytes, as the plan took, and what the disk takes to sync the outputs\n", seconds, s->bytes);
    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(o, "together")) {
        printf("together: %s -o OUT.onnx\n", dp_text_in(item, "command"));
    }
}

/* What a child that may have been taken over says, for a terminal; a plan has no text of several lines. As deep as cJSON reads. */
static void clean(cJSON *item)
{
    for (; item != NULL; item = item->next) {
        if (item->string != NULL) {
            dp_clean(item->string);
        }
        if (item->valuestring != NULL) {
            dp_clean(item->valuestring);
        }
        clean(item->child);
    }
}

static void take(struct sum *s, const dp_file *file, dp_outcome *outcome)
{
    struct stat st;
    cJSON *report = outcome->report;
    if (report == NULL || !cJSON_HasObjectItem(report, "models") || strcmp(dp_text_in(report, "schema"), "depickle-plan/1") != 0) {
        report = cJSON_CreateObject(); /* not opened, or the child was stopped */
        cJSON_AddStringToObject(report, "schema", "depickle-plan/1");
        dp_add_path(report, "file", file->path);
        cJSON_AddStringToObject(report, "verdict", "error");
        cJSON_AddStringToObject(report, "error", outcome->line);
        cJSON_AddStringToObject(report, "name", "");
        cJSON_AddArrayToObject(report, "models");
        cJSON_AddNumberToObject(report, "code", outcome->rc);
    } else {
        outcome->report = NULL;
        clean(report);
    }
    if (stat(file->path, &st) == 0) {
        s->bytes += (double)st.st_size;
    }
    add_file(s, report);
    cJSON_AddItemToArray(s->files, report);
    if (!s->batch.cli->json) {
        print_file(report);
        return;
    }
    dp_print_object(report);
}

static dp_outcome forecast_file(void *self, const dp_file *file, dp_turn *turn)
{
    const struct sum *s = self;
    (void)turn;
    return file->kind == NULL ? dp_job_run(s->batch.cli, &(dp_job){.path = file->path, .work = dp_forecasting}) : (dp_outcome){0};
}

static void tell(void *self, const dp_file *file, dp_outcome *outcome)
{
    struct sum *s = self;
    const char *kind;
    if (file->kind != NULL || dp_file_no_model(file, outcome, &kind)) {
        dp_files_skip(s->batch.files, s->batch.cli, file->path); /* another kind, or none: nothing for convert */
    } else {
        take(s, file, outcome);
        dp_tally_add(&s->batch.tally, outcome->rc);
    }
}

int dp_forecast(const dp_cli *cli, dp_files *files)
{
    struct sum s = {.by = cJSON_CreateObject(), .files = cJSON_CreateArray()};
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    s.batch = (dp_batch){.cli = cli, .files = files, .ordered = true, .self = &s, .work = forecast_file, .tell = tell};
    dp_batch_run(&s.batch);
    dp_batch_end(&s.batch);
    double seconds = seconds_since(&start);
    cJSON *o = sum_json(&s, seconds);
    if (cli->json) {
        dp_print_object(o);
    } else {
        print_sum(&s, o, seconds);
    }
    cJSON_Delete(o);
    cJSON_Delete(s.by);
    cJSON_Delete(s.files);
    return dp_tally_code(&s.batch.tally, files->several);
}
