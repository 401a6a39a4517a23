/* Findings as a SARIF 2.1.0 log of one run, for code hosts and CI. Rules are told once, then results that name one. */
#ifndef DP_EXPORT_SARIF_H
#define DP_EXPORT_SARIF_H

#include <stddef.h>
#include <stdint.h>

#define DP_SARIF_NO_OFFSET UINT64_MAX

typedef enum dp_sarif_level { DP_SARIF_NOTE, DP_SARIF_WARNING, DP_SARIF_ERROR } dp_sarif_level;

typedef struct dp_sarif_rule {
    const char *id;    /* "pickle-load": stays the same from version to version */
    const char *title; /* one sentence */
    const char *help;  /* what to do about it */
    dp_sarif_level level;
    const char *severity; /* "9.8": the number code hosts sort by; NULL: none */
} dp_sarif_rule;

typedef struct dp_sarif_result {
    const char *rule; /* its id */
    dp_sarif_level level;
    const char *message;
    const char *path;        /* as the user named it; becomes a URI */
    uint64_t line, column;   /* from 1, columns in code points; 0: the whole file */
    uint64_t offset;         /* in bytes of the file itself; DP_SARIF_NO_OFFSET: none */
} dp_sarif_result;

/* Strings are copied; all must be valid UTF-8 except paths, which may hold any bytes. */
typedef struct dp_sarif dp_sarif;

/* Every rule is tagged "security" and "external/cwe/cwe-502". NULL when memory is out; the others take NULL then. */
dp_sarif *dp_sarif_new(const dp_sarif_rule *rules, size_t n);
void dp_sarif_add(dp_sarif *log, const dp_sarif_result *result);
/* A file that could not be judged: the run was not a whole one. */
void dp_sarif_add_failure(dp_sarif *log, const char *path, const char *message);
/* The log as text with a newline at its end, in malloc'ed memory; frees the log. NULL when memory is out. */
char *dp_sarif_end(dp_sarif *log, int exit_code);

#endif
