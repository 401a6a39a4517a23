/* Parameter files of every case are proved, with nested lists and with base64; one altered byte is caught, unless another
 * parser reads the same values from it. */
#include "export/convert.h"
#include "proof/prove_json.h"
#include "support/model.h"

#include <cjson/cJSON.h>
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t seed = 7;

static uint64_t any(uint64_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return n != 0 ? (seed >> 33) % n : 0;
}

static dp_span write_json(test_file *f, dp_model *model, bool base64)
{
    dp_export_options options = {.arrays_base64 = base64, .source = {.file = "m.pkl", .container = "pickle"}};
    dp_memory_sink sink;
    dp_memory_sink_init(&sink, 0);
    dp_rc rc = dp_convert(f->ctx, model, dp_exporter_find("json"), &options, &sink.base);
    cr_assert(rc == DP_OK, "%s", dp_ctx_record(f->ctx)->what);
    return (dp_span){sink.p, sink.n};
}

static dp_json_proof proof_of(test_file *f, dp_model *model, dp_span text)
{
    dp_json_proof proof;
    dp_mark mark = dp_ctx_mark(f->ctx);
    dp_rc rc = dp_prove_json(f->ctx, model, text, &proof);
    cr_assert(rc == DP_OK, "%s", dp_ctx_record(f->ctx)->what);
    dp_ctx_release(f->ctx, mark);
    return proof;
}

/* ---- the other parser ---- */

static bool same_values(const cJSON *a, const cJSON *b, bool source)
{
    for (a = a->child, b = b->child; a != NULL && b != NULL; a = a->next, b = b->next) {
        bool named = (a->string == NULL) == (b->string == NULL) && (a->string == NULL || strcmp(a->string, b->string) == 0);
        if (source && named && strcmp(a->string, "path") != 0) {
            continue; /* where it came from: of no effect */
        }
        if (!named || (a->type & 0xff) != (b->type & 0xff)
            || (cJSON_IsNumber(a) && memcmp(&a->valuedouble, &b->valuedouble, sizeof a->valuedouble) != 0)
            || (cJSON_IsString(a) && strcmp(a->valuestring, b->valuestring) != 0)
            || !same_values(a, b, a->string != NULL && strcmp(a->string, "source") == 0)) {
            return false;
        }
    }
    return a == NULL && b == NULL;
}

static bool read_the_same(dp_span a, dp_span b)
{
    cJSON *x = cJSON_ParseWithLength((const char *)a.p, a.n);
    cJSON *y = cJSON_ParseWithLength((const char *)b.p, b.n);
    bool same = x != NULL && y != NULL && same_values(x, y, false);
    cJSON_Delete(x);
    cJSON_Delete(y);
    return same;
}

/* ---- all cases ---- */

struct sums {
    size_t proved, altered, caught, same;
    size_t each;
};

static void alter(test_file *f, dp_model *model, dp_span text, struct sums *sums)
{
    uint8_t *copy = malloc(text.n);
    for (size_t i = 0; i < sums->each; i++) {
        memcpy(copy, text.p, text.n);
        size_t at = any(text.n);
        copy[at] ^= (uint8_t)(1u << any(8));
        dp_span other = {copy, text.n};
        bool caught = !proof_of(f, model, other).holds;
        bool same = !caught && read_the_same(text, other);
        size_t from = at > 30 ? at - 30 : 0;
        cr_expect(caught || same, "byte %zu, 0x%02x: %.*s", at, copy[at], (int)(text.n - from < 60 ? text.n - from : 60),
                  (const char *)text.p + from);
        sums->altered++;
        sums->caught += caught;
        sums->same += same;
    }
    free(copy);
}

static void visit(const char *folder, struct sums *sums)
{
    test_file f;
    test_open(&f, folder, "input.pkl");
    for (size_t i = 0; f.rc == DP_OK && i < f.models.n; i++) {
        for (int base64 = 0; base64 < 2; base64++) {
            dp_span text = write_json(&f, f.models.at[i], base64 == 1);
            dp_json_proof proof = proof_of(&f, f.models.at[i], text);
            cr_expect(proof.holds && proof.values != 0, "%s: %s at %zu", folder, proof.why, proof.where);
            sums->proved += proof.holds;
            alter(&f, f.models.at[i], text, sums);
            for (size_t cut = 0; cut < text.n - 1; cut += 1 + text.n / 20) { /* the newline at the end may go */
                cr_expect(!proof_of(&f, f.models.at[i], (dp_span){text.p, cut}).holds, "%s cut at %zu", folder, cut);
            }
            free((void *)(uintptr_t)text.p);
        }
    }
    test_close(&f);
}

static void for_each_case(struct sums *sums)
{
    char root[800], family[900], folder[1200];
    snprintf(root, sizeof root, "%.600s/tests/cases", getenv("DEPICKLE_SOURCE"));
    DIR *families = opendir(root);
    cr_assert(families != NULL);
    for (struct dirent *e; (e = readdir(families)) != NULL;) {
        snprintf(family, sizeof family, "%.600s/%.60s", root, e->d_name);
        DIR *cases = e->d_name[0] != '.' ? opendir(family) : NULL;
        for (struct dirent *c; cases != NULL && (c = readdir(cases)) != NULL;) {
            if (strncmp(c->d_name, "good-", 5) == 0) {
                snprintf(folder, sizeof folder, "%.700s/%.200s", family, c->d_name);
                visit(folder, sums);
            }
        }
        if (cases != NULL) {
            closedir(cases);
        }
    }
    closedir(families);
}

Test(prove_json, every_case_and_no_altered_byte)
{
    const char *each = getenv("DEPICKLE_MUTATIONS");
    struct sums sums = {.each = each != NULL ? strtoul(each, NULL, 10) : 5};
    for_each_case(&sums);
    printf("json: %zu proved; %zu altered, %zu caught, %zu read as the same\n", sums.proved, sums.altered, sums.caught, sums.same);
    cr_assert(sums.proved > 200, "%zu", sums.proved);
    cr_assert(sums.altered >= 1000 && sums.same * 10 < sums.altered, "%zu of %zu", sums.same, sums.altered);
}
