/* embed MODEL OUT.onnx: the library from a program of your own. */
#include <depickle.h>
#include <stdio.h>

static int append(void *file, const void *bytes, size_t n)
{
    return fwrite(bytes, 1, n, file) == n ? 0 : -1;
}

int main(int argc, char **argv)
{
    depickle *d = argc == 3 ? depickle_new(NULL) : NULL;
    if (d == NULL || depickle_open_file(d, argv[1]) != DEPICKLE_OK) {
        fprintf(stderr, "%s\n", d != NULL ? depickle_error(d) : "usage: embed MODEL OUT.onnx");
        return 1;
    }
    FILE *out = fopen(argv[2], "wb");
    depickle_rc rc = out != NULL ? depickle_convert(d, 0, "onnx", append, out) : DEPICKLE_ERROR;
    int closed = out != NULL ? fclose(out) : -1;
    printf("%s: %s\n", depickle_model_class(d, 0), rc == DEPICKLE_OK && closed == 0 ? "converted" : depickle_error(d));
    depickle_free(d);
    return rc == DEPICKLE_OK && closed == 0 ? 0 : 1;
}
