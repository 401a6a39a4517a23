#include "export/inspect_lines.h"

void dp_inspect_indent(dp_text *t, unsigned level)
{
    for (unsigned i = 0; i < level; i++) {
        dp_text_adds(t, "  ");
    }
}

void dp_inspect_line(dp_text *t, unsigned level, const char *name, const char *value)
{
    if (value[0] == '\0') {
        return;
    }
    dp_inspect_indent(t, level);
    dp_text_adds(t, name);
    dp_text_adds(t, ": ");
    size_t column = (size_t)level * 2 + strlen(name) + 2;
    for (const char *p = value; *p != '\0';) {
        const char *comma = strstr(p, ", ");
        size_t n = comma != NULL ? (size_t)(comma - p) + 1 : strlen(p);
        if (column + n > DP_INSPECT_WIDTH && p != value) {
            dp_text_adds(t, "\n");
            dp_inspect_indent(t, level + 2);
            column = (size_t)(level + 2) * 2;
        } else if (p != value) {
            dp_text_adds(t, " ");
            column++;
        }
        dp_text_add(t, (dp_span){(const uint8_t *)p, n});
        column += n;
        p += n + (comma != NULL);
    }
    dp_text_adds(t, "\n");
}
