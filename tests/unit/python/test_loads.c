#include "base/text.h"
#include "python/importers.h"
#include "python/loaders.h"
#include "python/loads.h"
#include "support/test_ctx.h"

#include <criterion/criterion.h>

static dp_ctx *ctx;

static void open_ctx(void)
{
    ctx = test_ctx();
}

TestSuite(loads, .init = open_ctx);

/* "2:5 load pickle.load, …" */
static const char *found(dp_py_source *sources, size_t n)
{
    static const char *const kinds[] = {"load", "import", "remark"};
    dp_load_sites sites = {0};
    cr_assert_eq(dp_load_sites_find(ctx, sources, n, &sites), DP_OK);
    dp_text t = dp_text_new(ctx);
    for (size_t i = 0; i < sites.n; i++) {
        const dp_load_site *site = &sites.at[i];
        dp_text_addf(&t, "%s%u:%u %s %s", i != 0 ? ", " : "", site->line, site->column, kinds[site->kind], site->name);
        cr_assert_eq(site->kind == DP_SITE_REMARK, site->instead[0] == '\0');
    }
    return dp_text_str(&t);
}

struct row {
    const char *in, *out;
};

static void check(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        dp_py_source source = {.text = dp_span_of(rows[i].in)};
        cr_assert_str_eq(found(&source, 1), rows[i].out, "%s", rows[i].in);
    }
}

#define CHECK(rows) check(rows, sizeof(rows) / sizeof *(rows))

Test(loads, imports_are_followed)
{
    static const struct row rows[] = {
        {"import pickle\npickle.load(f)", "2:1 load pickle.load"},
        {"import pickle as p\np.loads(b)", "2:1 load pickle.loads"},
        {"import os, pickle as p, sys\np.Unpickler(f)", "2:1 load pickle.Unpickler"},
        {"from joblib import load as jl\njl(f)", "1:20 import joblib.load, 2:1 load joblib.load"},
        {"from joblib import (dump,\n  load)\nload(f)", "2:3 import joblib.load, 3:1 load joblib.load"},
        {"from pickle import *\nloads(b)\n_load(b)", "1:20 remark pickle, 2:1 load pickle.loads"},
        {"from sklearn.externals import joblib\njoblib.load(f)", "2:1 load sklearn.externals.joblib.load"},
        {"import sklearn.externals.joblib as j\nj.load(f)", "2:1 load sklearn.externals.joblib.load"},
        {"import sklearn.svm\nsklearn.externals.joblib.load(f)", "2:1 load sklearn.externals.joblib.load"},
        {"from six.moves import cPickle as pickle\npickle.load(f)", "2:1 load six.moves.cPickle.load"},
        {"from sklearn.externals import *\njoblib.load(f)", "2:1 load sklearn.externals.joblib.load"},
        {"import pandas as pd\npd.read_pickle(f)", "2:1 load pandas.read_pickle"},
        {"def f():\n  import dill\n  return dill.load", "3:10 load dill.load"},
        {"if x: import _pickle as p; p.load(f)", "1:28 load _pickle.load"},
        {"import shelve\nshelve.open(f)\nopen(f)", "2:1 load shelve.open"},
        {"from pandas.compat import pickle_compat as pc\npc.load(f)", "2:1 load pandas.compat.pickle_compat.load"},
        {"x = pickle.load\nimport pickle", "1:5 load pickle.load"},
        {"p = q = pickle\np.load(f)\nq.load(f)\nimport pickle", "2:1 load pickle.load, 3:1 load pickle.load"},
        {"from .pickle import load\nload(f)", ""},
        {"from mypickle import load\nimport pickles\nload(f)\npickles.load(f)", ""},
    };
    CHECK(rows);
}

Test(loads, usual_names_need_no_import)
{
    static const struct row rows[] = {
        {"from common import *\npickle.load(f)", "2:1 load pickle.load"},
        {"from . import pickle\npickle.load(f)", "2:1 load pickle.load"},
        {"from ..externals import joblib, x as y\njoblib.load(f)", "2:1 load joblib.load"},
        {"np.load(f, allow_pickle=True)\npd.read_pickle(g)", "1:1 load numpy.load, 2:1 load pandas.read_pickle"},
        {"import dill as pickle\npickle.load(f)", "2:1 load dill.load"},
        {"import safe as pickle\npickle.load(f)", ""},
        {"from .safe import reader as pickle\npickle.load(f)", ""},
        {"class pickle: load = len\npickle.load(f)", ""},
        {"joblib = Cache()\njoblib.load(f)", ""},
        {"def cPickle(): pass\ncPickle.load(f)", ""},
        {"load(f)\nloads(g)", ""},
    };
    CHECK(rows);
}

Test(loads, only_code_counts)
{
    static const struct row rows[] = {
        {"import pickle\n# pickle.load(f)\n'pickle.load(f)'\n'''\npickle.load(f)\n'''", ""},
        {"import pickle\npickle.dump(x, f)\npickle.HIGHEST_PROTOCOL\npickle.loader(x)", ""},
        {"from pickle import load\nself.load(f)\nx.load.load(f)", "1:20 import pickle.load"},
        {"import pickle\nf'{pickle.load(f)} pickle.load(g)'", "2:4 load pickle.load"},
        {"import pickle\nx = (pickle\n  .load(f))", "2:6 load pickle.load"},
        {"import pickle\nx = pickle \\\n  .load(f)", "2:5 load pickle.load"},
        {"import pickle\n@pickle.load\ndef f(): pass", "2:2 load pickle.load"},
        {"import pickle\nclass U(pickle.Unpickler): pass", "2:9 load pickle.Unpickler"},
        {"import pickle\nmap(pickle.loads, x)", "2:5 load pickle.loads"},
        {"import pickle\npickle.Unpickler(f).load()", "2:1 load pickle.Unpickler"},
    };
    CHECK(rows);
}

#define LOAD "from pickle import load\n"
#define IMPORTED "1:20 import pickle.load"

Test(loads, names_that_only_look_like_it)
{
    static const struct row rows[] = {
        {LOAD "f(load=1)", IMPORTED},
        {LOAD "def load(load, *load, x: int, **load): pass", IMPORTED},
        {LOAD "class load: pass", IMPORTED},
        {LOAD "lambda load, load=1: 2", IMPORTED},
        {LOAD "def f[load](x): pass", IMPORTED},
        {LOAD "def f():\n  global load", IMPORTED},
        {LOAD "try: x\nexcept E as load: y", IMPORTED},
        {LOAD "a.load(b)", IMPORTED},
        {LOAD "def f(x=load): pass", IMPORTED ", 2:9 load pickle.load"},
        {LOAD "def f(x: load): pass", IMPORTED ", 2:10 load pickle.load"},
        {LOAD "class C[T](load, x=1): pass", IMPORTED ", 2:12 load pickle.load"},
        {LOAD "lambda x=load: load", IMPORTED ", 2:10 load pickle.load, 2:16 load pickle.load"},
        {LOAD "load = None", IMPORTED},
        {LOAD "x = load = None; (load := 1)", IMPORTED},
        {LOAD "x: load = None", IMPORTED ", 2:4 load pickle.load"},
        {LOAD "f(x, load)", IMPORTED ", 2:6 load pickle.load"},
        {LOAD "{load: 1}[load]", IMPORTED ", 2:2 load pickle.load, 2:11 load pickle.load"},
        {LOAD "f'{load=}'", IMPORTED ", 2:4 load pickle.load"},
    };
    CHECK(rows);
}

#define NUMPY "import numpy as np\n"

Test(loads, numpy_asks_for_allow_pickle)
{
    static const struct row rows[] = {
        {NUMPY "np.load(f)", ""},
        {NUMPY "np.load(f, allow_pickle=True)", "2:1 load numpy.load"},
        {NUMPY "np.load(\n  f,\n  allow_pickle = True,\n)", "2:1 load numpy.load"},
        {NUMPY "np.load(f, allow_pickle=False)", ""},
        {NUMPY "np.load(f, None, True)", "2:1 load numpy.load"},
        {NUMPY "np.load(f, None, False)", ""},
        {NUMPY "np.load(g(allow_pickle=True))", ""},
        {NUMPY "np.load(f, allow_pickle=None)\nnp.load(f, allow_pickle=0)", ""},
        {NUMPY "np.load(f, allow_pickle=x)", "2:1 load numpy.load"},
        {NUMPY "np.load(f, None, not x)", "2:1 load numpy.load"},
        {NUMPY "np.load(f, allow_pickle=(True))", "2:1 load numpy.load"},
        {NUMPY "np.load(f, allow_pickle=False or x)", "2:1 load numpy.load"},
        {NUMPY "np.load(*a)", "2:1 remark numpy.load"},
        {NUMPY "np.load(f, **k)", "2:1 remark numpy.load"},
        {NUMPY "np.load(f, **k, allow_pickle=False)", ""},
        {NUMPY "map(np.load, x)", ""},
        {NUMPY "partial(np.load, allow_pickle=True)", "2:9 load numpy.load"},
        {NUMPY "partial(np.load, allow_pickle=x)", "2:9 load numpy.load"},
        {NUMPY "partial(np.load, **k)", ""},
        {"from numpy import load\nload(f, allow_pickle=True)\nload(g)", "2:1 load numpy.load"},
        {NUMPY "np.load(f, (a, b), True", "2:1 load numpy.load"},
    };
    CHECK(rows);
}

Test(loads, names_made_of_text)
{
    static const struct row rows[] = {
        {"import pickle\ngetattr(pickle, 'load')(f)", "2:9 load pickle.load"},
        {"import pickle\ngetattr(pickle, \"HIGHEST\")", ""},
        {"import pickle\ngetattr(pickle, name)", "2:9 remark pickle"},
        {"import pickle\nself.io = pickle", "2:11 remark pickle"},
        {"import numpy\nxp = [numpy]", ""},
        {"__import__('pickle').load(f)", "1:1 load pickle.load"},
        {"__import__('sklearn.externals.joblib').externals.joblib.load(f)", "1:1 load sklearn.externals.joblib.load"},
        {"importlib.import_module('joblib').load(f)", "1:1 load joblib.load"},
        {"p = import_module('dill')\np.load(f)", "2:1 load dill.load"},
        {"__import__('pickle')", "1:1 remark pickle"},
        {"__import__('os').system", ""},
    };
    CHECK(rows);
}

Test(loads, importers_are_followed)
{
    static const struct row rows[] = {
        {"from importlib import import_module as im\nim('pickle').load(f)", "2:1 load pickle.load"},
        {"import importlib as il\nil.import_module(name='pickle').load(f)", "2:1 load pickle.load"},
        {"im = importlib.import_module\nim('pickle', None).load(f)", "2:1 load pickle.load"},
        {"i = __import__\ni('pickle', globals(), locals(), [], 0).load(f)", "2:1 load pickle.load"},
        {"importlib.import_module('.numpy_pickle', 'joblib').load(f)", "1:1 load joblib.numpy_pickle.load"},
        {"importlib.import_module('.numpy_pickle', package='joblib').load(f)", "1:1 load joblib.numpy_pickle.load"},
        {"importlib.import_module('.pickle').load(f)", "1:1 load pickle.load"},
        {"from importlib import import_module as im\nim(name).load(f)\nim('json').load(f)\nim('pickle')", "4:1 remark pickle"},
        {"sys.modules['pickle'].loads(b)", "1:1 load pickle.loads"},
        {"from sys import modules as m\nm['pickle'].loads(b)", "2:1 load pickle.loads"},
        {"p = sys.modules.get('pickle', None)\np.loads(b)", "2:1 load pickle.loads"},
        {"sys.modules['pickle'] = x\ndel sys.modules['pickle']\nsys.modules['json'].load(f)", ""},
        {"modules['pickle'].load(f)\nsys.modules[pickle_name].load(f)", ""},
        {"import pkgutil\npkgutil.resolve_name('pickle:load')(f)", "2:1 load pickle.load"},
        {"import pytest\npytest.importorskip('joblib').load(f)", "2:1 load joblib.load"},
        {"__import__('pic\\x6ble').load(f)\n__import__(b'pickle').load(f)", ""},
    };
    CHECK(rows);
}

Test(loads, brackets_and_operands_change_nothing)
{
    static const struct row rows[] = {
        {"(pickle).load(f)", "1:2 load pickle.load"},
        {"((pickle)).load(f)", "1:3 load pickle.load"},
        {"(pickle.load)(f)", "1:2 load pickle.load"},
        {"(np.load)(f, allow_pickle=True)", "1:2 load numpy.load"},
        {"g((pickle).load(f), (np.load)(f))", "1:4 load pickle.load"},
        {"return (pickle).load(f)", "1:9 load pickle.load"},
        {"g(pickle).load(f)", "1:3 remark pickle"},
        {"g[0](pickle).load(f)", "1:6 remark pickle"},
        {"(x or pickle).load(f)", "1:7 load pickle.load"},
        {"(pickle if x else json).load(f)", "1:2 load pickle.load"},
        {"(json if pickle else x).load(f)", "1:10 remark pickle"},
        {"(pickle == x).load(f)", "1:2 remark pickle"},
        {"(p := pickle).load(f)\np.loads(b)", "1:7 load pickle.load, 2:1 load pickle.loads"},
        {"getattr((pickle), 'load', None)(f)", "1:10 load pickle.load"},
        {"pickle.__dict__['load'](f)", "1:1 load pickle.load"},
        {"pickle.__getattribute__('loads')(b)", "1:1 load pickle.loads"},
        {"vars(pickle)['load'](f)", "1:6 load pickle.load"},
        {"pickle.__dict__[x]\nx.vars(pickle)['load']", "2:8 remark pickle"},
    };
    CHECK(rows);
}

Test(loads, names_are_followed_through_assignments)
{
    static const struct row rows[] = {
        {"a, b = pickle, json\na.load(f)\nb.load(f)", "2:1 load pickle.load"},
        {"(a), b = json, pickle\na.load(f)\nb.load(f)", "3:1 load pickle.load"},
        {"[(b), a] = json, pickle\na.load(f)\nb.load(f)", "2:1 load pickle.load"},
        {"(a, b) = [json, pickle]\na.load(f)\nb.load(f)", "3:1 load pickle.load"},
        {"c = [a, b] = json, pickle\nb.load(f)", "1:20 remark pickle, 2:1 load pickle.load"},
        {"a, *b = pickle, json\na.load(f)", "1:9 remark pickle"},
        {"a = pickle,\na.load(f)", "1:5 remark pickle"},
        {"a = (pickle)\na.load(f)", "2:1 load pickle.load"},
        {"a: object = pickle; a.load(f)", "1:21 load pickle.load"},
        {"a = dill if x else json\na.load(f)", "2:1 load dill.load"},
        {"a = x or pickle\na.load(f)", "2:1 load pickle.load"},
        {"a = f(pickle)\na.load(f)", "1:7 remark pickle"},
        {"a = pickle + x\na.load(f)", "1:5 remark pickle"},
        {"a, b = np.load, 1\na(f, allow_pickle=True)", "2:1 load numpy.load"},
        {"self.io = pickle\nself.io.load(f)\nx.y.io.loads(b)\nio.load(f)", "1:11 remark pickle, 2:6 load pickle.load, 3:5 load pickle.loads"},
        {"class C:\n  io = pickle\n  def f(self): self.io.load(g)\nx.io.load(f)", "3:21 load pickle.load"},
        {"for m in (json, pickle):\n  m.load(f)", "2:3 load pickle.load"},
        {"[m.load(f) for m in [pickle, dill]]", "1:2 load pickle.load"},
        {"for m in pickle.x, f(pickle): m.load(f)", "1:22 remark pickle"},
        {"compat.pickle.load(f)\ncompat.pickle.dump(x, f)\ncompat.pickle", "1:8 load pickle.load"},
        {"from safe import reader as pickle\ncompat.pickle.load(f)", ""},
        {"import sklearn.externals.joblib\nsklearn.externals.joblib.load(f)", "2:1 load sklearn.externals.joblib.load"},
        {"pickle, x = None, 1\n(x, pickle) = y", ""},
    };
    CHECK(rows);
}

Test(loads, every_importer_is_followed)
{
    size_t n;
    const dp_importer *importers = dp_importers(&n);
    for (size_t i = 0; i < n; i++) {
        const char *brackets = importers[i].how == DP_IMPORTS_INDEX ? "[]" : "()";
        const char *top = dp_take_printf(ctx, "%.*s", (int)strcspn(importers[i].dotted, "."), importers[i].dotted);
        struct row row = {dp_take_printf(ctx, "import %s\n%s%c'pickle'%c.load(f)", top, importers[i].dotted, brackets[0], brackets[1]),
                          "2:1 load pickle.load"};
        check(&row, 1);
        cr_assert(i == 0 || strcmp(importers[i - 1].dotted, importers[i].dotted) < 0, "%s", importers[i].dotted);
    }
}

Test(loads, cells_share_their_imports)
{
    dp_py_source cells[] = {
        {.text = DP_LIT("p.load(f)"), .cell = 2},
        {.text = DP_LIT("import pickle as p\n%time p.load(f)\npickle.load?\np.load?"), .cell = 5},
    };
    cr_assert_str_eq(found(cells, 2), "1:1 load pickle.load, 2:7 load pickle.load");
}

Test(loads, cells_that_are_written_to_python_files)
{
    static const struct row rows[] = {
        {"%%writefile serve.py\npickle.load(f)", "2:1 load pickle.load"},
        {"%%writefile -a 'my code/serve.py' \r\npickle.load(f)", "2:1 load pickle.load"},
        {"%%file serve.py\npickle.load(f)", "2:1 load pickle.load"},
        {"%%writefile serve.txt\npickle.load(f)", ""},
        {"%%writefile .py\npickle.load(f)", "2:1 load pickle.load"},
        {"%%bash serve.py\npickle.load(f)", ""},
        {"%%writefile", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        dp_py_source cell = {.text = dp_span_of(rows[i].in), .cell = 1};
        cr_assert_str_eq(found(&cell, 1), rows[i].out, "%s", rows[i].in);
    }
}

Test(loads, there_is_an_end_to_aliases)
{
    dp_text t = dp_text_new(ctx);
    for (int i = 0; i < 300; i++) {
        dp_text_addf(&t, "import pickle as p%d\n", i);
    }
    dp_py_source source = {.text = dp_span_of(dp_text_str(&t))};
    dp_load_sites sites = {0};
    cr_assert_eq(dp_load_sites_find(ctx, &source, 1, &sites), DP_LIMIT);
}

Test(loads, lambdas_are_not_counted_for_ever)
{
    dp_text t = dp_text_new(ctx);
    for (int i = 0; i < 5000; i++) {
        dp_text_adds(&t, "lambda ");
    }
    dp_py_source source = {.text = dp_span_of(dp_text_str(&t))};
    cr_assert_str_eq(found(&source, 1), "");
    cr_assert_str_eq(source.fault, "lambdas are nested too deep");
}

Test(loads, rows_are_sorted_and_lead_to_themselves)
{
    size_t n;
    const dp_loader *loaders = dp_loaders(&n);
    for (size_t i = 0; i < n; i++) {
        cr_assert_eq(dp_loader_find(dp_span_of(loaders[i].dotted)), &loaders[i]);
        cr_assert(dp_leads_to_loader(dp_span_of(loaders[i].module)));
        int order = i != 0 ? strcmp(loaders[i - 1].module, loaders[i].module) : -1;
        cr_assert(order < 0 || (order == 0 && strcmp(loaders[i - 1].name, loaders[i].name) < 0), "%s", loaders[i].dotted);
    }
    cr_assert_not(dp_leads_to_loader(DP_LIT("pick")));
    cr_assert(dp_leads_to_loader(DP_LIT("sklearn.externals")));
    cr_assert_not(dp_is_pickle_module(DP_LIT("numpy")));
    cr_assert(dp_is_pickle_module(DP_LIT("joblib")));
}
