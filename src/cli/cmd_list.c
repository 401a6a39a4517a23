/* depickle list WHAT: this build's own tables. */
#include "cli/commands.h"
#include "cli/options.h"
#include "codec/codec.h"
#include "export/exporter.h"
#include "format/format.h"
#include "pickle/opcodes.h"

#include <stdio.h>

static void list_formats(void)
{
    size_t n;
    const dp_format *formats = dp_formats(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(formats[i].name, "other") != 0) {
            printf("read   %s\n", formats[i].name);
        }
    }
    const dp_exporter *const *exporters = dp_exporters(&n);
    for (size_t i = 0; i < n; i++) {
        printf("write  %s\n", exporters[i]->name);
    }
}

/* 24 -> 0.24, 108 -> 1.8 */
static void print_era(unsigned era)
{
    printf("  %u.%u", era / 100, era % 100);
}

static void list_estimators(void)
{
    size_t n;
    const dp_class *classes = dp_classes(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%s.%s", classes[i].package, classes[i].name);
        print_era(classes[i].since);
        if (classes[i].until != 0) {
            print_era(classes[i].until);
        }
        putchar('\n');
    }
}

static void list_codecs(void)
{
    size_t n;
    const dp_codec *codecs = dp_codecs(&n);
    for (size_t i = 0; i < n; i++) {
        printf("%s%s\n", codecs[i].name, codecs[i].decode == NULL ? "  (not in this build)" : "");
    }
}

static void list_opcodes(void)
{
    size_t n;
    const dp_opcode *opcodes = dp_opcodes(&n);
    for (size_t i = 0; i < n; i++) {
        printf("0x%02x  %-16s  protocol %u  %s\n", opcodes[i].byte, opcodes[i].name, opcodes[i].protocol, opcodes[i].what);
    }
}

int dp_cmd_list(int argc, char **argv)
{
    static const struct { const char *word; void (*print)(void); } lists[] = {
        {"formats", list_formats}, {"estimators", list_estimators}, {"codecs", list_codecs}, {"opcodes", list_opcodes},
    };
    static dp_cli cli;
    dp_cli_parse(&cli, DP_COMMAND_list, argc, argv);
    for (size_t i = 0; cli.inputs.n == 1 && i < sizeof lists / sizeof *lists; i++) {
        if (strcmp(cli.inputs.at[0], lists[i].word) == 0) {
            lists[i].print();
            return DP_OK;
        }
    }
    dp_usage("list: say formats, estimators, codecs or opcodes");
}
