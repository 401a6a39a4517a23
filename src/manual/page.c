#include "manual/page.h"

#include <stdlib.h>
#include <string.h>

void dp_page_fault(const char *what, const char *where)
{
    fprintf(stderr, "depickle_manual: %s: %s\n", what, where);
    exit(1);
}

bool dp_page_line(FILE *page, char line[DP_LINE])
{
    if (fgets(line, DP_LINE, page) == NULL) {
        return false;
    }
    size_t n = strlen(line);
    if (n == 0 || line[n - 1] != '\n') {
        dp_page_fault("a line is too long, or does not end", line);
    }
    line[n - 1] = '\0';
    return true;
}

bool dp_page_directive(const char *line, const char *name, const char **rest)
{
    size_t n = strlen(name);
    if (line[0] != '{' || strncmp(line + 1, name, n) != 0 || strchr(" }", line[n + 1]) == NULL) {
        return false;
    }
    *rest = line + n + 1;
    return true;
}

const dp_outcome *dp_page_outcome(const char **text)
{
    const char *p = *text + strspn(*text, " ");
    if (*p == '}') {
        return NULL;
    }
    for (size_t i = 0; i < dp_n_outcomes; i++) {
        if (*p == '0' + dp_outcomes[i].number) {
            *text = p + 1;
            return &dp_outcomes[i];
        }
    }
    dp_page_fault("no exit code", p);
}
