"""Names known for harm. They decide nothing (a name outside the table is refused all the same): they let the report say
what a file was after. A line reads `module[, module …]: reason: names`; `*` stands for the public functions and classes
that the module has in the Python that runs this."""
import importlib

TEXT = """
os posix nt: runs programs or changes files: system popen popen2 popen3 popen4 execl execle execlp execlpe execv execve execvp execvpe fork forkpty posix_spawn posix_spawnp kill killpg abort chdir chmod chown chroot link symlink unlink remove removedirs rename renames replace rmdir mkdir makedirs mkfifo mknod open fdopen read write listdir scandir walk stat truncate utime putenv unsetenv setuid setgid dup2 pipe sendfile memfd_create eventfd register_at_fork add_dll_directory umask spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp spawnvpe startfile getenv environ _exit
os.path posixpath ntpath genericpath: looks at files: exists isfile isdir getsize expanduser expandvars realpath join
subprocess: runs programs: *
commands: runs programs: getoutput getstatusoutput getstatus
popen2: runs programs: Popen3 Popen4 popen2 popen3 popen4
pty: runs programs: spawn fork openpty
pexpect pexpect.pty_spawn: runs programs: run runu spawn spawnu
asyncio asyncio.subprocess: runs programs: create_subprocess_exec create_subprocess_shell run
multiprocessing multiprocessing.context: runs code in another process: Process Pool get_context
multiprocessing.util: runs programs: spawnv_passfds
multiprocessing.popen_fork multiprocessing.popen_spawn_posix: runs programs: Popen
_posixsubprocess: runs programs: fork_exec
distutils.spawn: runs programs: spawn find_executable _spawn_posix
distutils.file_util: writes files: write_file copy_file move_file
distutils.dir_util: changes folders: remove_tree copy_tree mkpath
setuptools._distutils.spawn: runs programs: spawn
_osx_support: runs programs: _read_output _find_build_tool
_aix_support: runs programs: _read_cmd_output
uuid: runs programs: _get_command_stdout _popen _ifconfig_getter
platform: runs programs: popen uname _syscmd_ver _syscmd_file architecture platform
pip: runs programs and installs packages: main
pip._internal pip._internal.cli.main pip._internal.main: installs packages: main
ensurepip: installs packages: bootstrap _run_pip
venv: runs programs: create EnvBuilder
webbrowser: starts a browser: open open_new open_new_tab get GenericBrowser BackgroundBrowser
antigravity this: prints or opens a page when imported: s fly geohash
idlelib.pyshell idlelib.run idlelib.autocomplete idlelib.calltip: evaluates code: main ModifiedInterpreter AutoComplete get_entity
lib2to3.pgen2.grammar lib2to3.pgen2.pgen: loads further pickles: Grammar ParserGenerator
test.support.script_helper: runs programs: assert_python_ok assert_python_failure spawn_python run_python_until_end
test.support.os_helper test.support: changes files: unlink rmtree create_empty_file
builtins __builtin__: runs code or opens files: eval exec execfile compile open file input raw_input __import__ breakpoint exit quit help reload
builtins __builtin__: looks up or changes attributes: getattr setattr delattr hasattr vars globals locals dir super classmethod staticmethod property memoryview __dict__ callable id intern
builtins __builtin__: calls what it is given: map filter apply reduce coerce buffer cmp print
functools: calls what it is given: reduce partialmethod singledispatch wraps update_wrapper cached_property lru_cache cmp_to_key
_functools: calls what it is given: reduce partial cmp_to_key
itertools: calls what it is given: *
operator _operator: looks up attributes or calls what it is given: *
types: makes functions, classes or modules: *
new: makes functions, classes or modules: function classobj code instance instancemethod module
typing: evaluates code: _eval_type ForwardRef get_type_hints NamedTuple _make_nmtuple
dataclasses: evaluates code: _create_fn make_dataclass dataclass _set_new_attribute
collections: evaluates code: namedtuple
enum: makes classes: Enum EnumMeta
abc: makes classes: ABCMeta
importlib importlib._bootstrap importlib.util importlib.machinery importlib.abc importlib.resources: imports modules: import_module __import__ reload _gcd_import _find_and_load _call_with_frames_removed spec_from_file_location module_from_spec SourceFileLoader SourcelessFileLoader ExtensionFileLoader find_loader load_module
imp: imports modules: load_source load_module load_compiled load_dynamic load_package find_module
pkgutil: imports modules: resolve_name walk_packages get_data get_loader find_loader
pydoc: imports modules or runs programs: locate safeimport importfile pipepager tempfilepager getpager pager render_doc doc writedoc ispath
zipimport: imports modules: zipimporter
runpy: runs code: run_module run_path _run_code _run_module_code _run_module_as_main
code: runs code: interact InteractiveInterpreter InteractiveConsole compile_command InteractiveInterpreter.runsource InteractiveInterpreter.runcode InteractiveConsole.push
codeop: compiles code: compile_command Compile CommandCompiler
timeit: runs code: timeit repeat Timer main
profile cProfile: runs code: run runctx Profile Profile.run Profile.runctx Profile.runcall
trace: runs code: Trace Trace.run Trace.runctx
bdb: runs code: Bdb Bdb.run Bdb.runeval Bdb.runctx Bdb.runcall
pdb: runs code: Pdb run runeval runcall runctx set_trace Pdb.run
doctest: runs code: debug_script debug debug_src testfile testmod run_docstring_examples
unittest.mock mock: imports modules: _importer _get_target patch _dot_lookup Mock MagicMock
unittest unittest.loader unittest.main: runs code: main TestLoader TestProgram
sched: calls what it is given: scheduler
atexit: runs code when the program ends: register unregister _run_exitfuncs
signal: sends signals: raise_signal signal alarm setitimer pthread_kill
sys: changes the program: exit settrace setprofile modules path meta_path path_hooks _getframe addaudithook breakpointhook stdout stderr stdin excepthook
gc inspect: looks at the program's objects: get_objects get_referrers getmembers currentframe stack getattr_static
faulthandler: ends the process: _sigsegv _sigabrt _fatal_error _stack_overflow _read_null dump_traceback_later
_thread thread dummy_thread: calls what it is given: start_new_thread start_new interrupt_main
threading: calls what it is given: Thread Timer setprofile settrace
concurrent.futures concurrent.futures.thread concurrent.futures.process: calls what it is given: ThreadPoolExecutor ProcessPoolExecutor
weakref _weakref: calls what it is given: finalize ref proxy
contextlib: calls what it is given: ExitStack ExitStack.callback ExitStack.push contextmanager redirect_stdout
ctypes ctypes.util _ctypes: loads libraries or touches memory: CDLL PyDLL WinDLL OleDLL LibraryLoader cdll pydll windll string_at memmove memset cast CFUNCTYPE PYFUNCTYPE find_library _findLib_gcc _get_soname dlopen Structure pointer POINTER
cffi: loads libraries: FFI
marshal: loads code: loads load dumps dump
pickle _pickle cPickle dill dill._dill cloudpickle cloudpickle.cloudpickle: loads further pickles: load loads Unpickler _Unpickler Pickler _loads _load dump dumps
builtins __builtin__: gives dill the variables of the program that loads it: __main__
dill._dill dill cloudpickle.cloudpickle cloudpickle.cloudpickle_fast: makes functions, classes or modules: _create_type _create_function _create_code _create_namedtuple _import_module _load_type _get_attr _eval_repr _make_function _make_skel_func _fill_function _builtin_type subimport dynamic_subimport _make_skeleton_class _class_setstate _function_setstate _make_empty_cell _builtin_type
shelve: loads further pickles: open DbfilenameShelf Shelf BsdDbShelf
jsonpickle jsonpickle.unpickler: loads code: decode loadclass Unpickler
yaml yaml.loader: loads code: load unsafe_load full_load Loader UnsafeLoader
joblib joblib.numpy_pickle sklearn.externals.joblib sklearn.externals.joblib.numpy_pickle: loads or writes pickles: load dump _unpickle load_temporary_memmap NumpyUnpickler NumpyPickler NumpyArrayWrapper.read
joblib.numpy_pickle_compat sklearn.externals.joblib.numpy_pickle_compat: loads further pickles: load_compatibility read_zfile write_zfile ZipNumpyUnpickler
joblib.parallel joblib._utils: evaluates code: eval_expr eval_
joblib joblib.parallel: calls what it is given: Parallel delayed Memory MemorizedFunc BatchedCalls
joblib.memory: calls what it is given: Parallel delayed MemorizedFunc BatchedCalls
copyreg copy_reg: changes how names are found: add_extension remove_extension clear_extension_cache _inverted_registry _extension_registry _extension_cache dispatch_table pickle constructor
codecs _codecs: computes text, or opens files: decode open lookup getreader getwriter StreamReaderWriter EncodedFile register
io _io: opens files: open open_code FileIO OpenWrapper TextIOWrapper BufferedReader BufferedWriter
pathlib pathlib._local: opens or changes files: Path PurePath Path.touch Path.unlink Path.write_text Path.write_bytes Path.read_text Path.read_bytes Path.open Path.mkdir Path.rmdir Path.rename
shutil: changes files: *
tempfile: makes files: *
glob fnmatch: looks at files: glob iglob glob0 glob1 filter
fileinput: reads files: input FileInput
linecache: reads files: getlines getline updatecache checkcache
filecmp: reads files: cmp cmpfiles dircmp
mmap: maps files: mmap
zipfile zipfile._path: opens files: ZipFile PyZipFile Path
tarfile: opens files: open TarFile TarFile.open TarFile.extractall
gzip bz2 lzma: opens files: open GzipFile BZ2File LZMAFile
sqlite3 _sqlite3 sqlite3.dbapi2: opens files or loads libraries: connect Connection
dbm dbm.dumb dbm.gnu dbm.ndbm anydbm: opens files: open
mailbox: opens files: mbox Maildir MH Babyl MMDF Mailbox
logging: opens files: FileHandler basicConfig Handler StreamHandler
logging.config: imports modules: dictConfig fileConfig listen _resolve DictConfigurator BaseConfigurator
logging.handlers: opens files or the network: RotatingFileHandler TimedRotatingFileHandler WatchedFileHandler SocketHandler DatagramHandler SysLogHandler SMTPHandler HTTPHandler
configparser: reads files: ConfigParser RawConfigParser
xml.etree.ElementTree xml.sax xml.dom.minidom: reads files: parse iterparse ElementTree
socket _socket: talks to the network: socket create_connection create_server socketpair getaddrinfo gethostbyname fromfd
ssl: talks to the network: get_server_certificate SSLContext wrap_socket create_default_context
socketserver: talks to the network: TCPServer UDPServer
http.client httplib: talks to the network: HTTPConnection HTTPSConnection
http.server: talks to the network: HTTPServer test
urllib urllib2 urllib.request: talks to the network: urlopen urlretrieve Request build_opener URLopener FancyURLopener OpenerDirector
ftplib: talks to the network: FTP FTP_TLS
smtplib: talks to the network: SMTP SMTP_SSL
poplib imaplib nntplib telnetlib: talks to the network: POP3 POP3_SSL IMAP4 IMAP4_SSL IMAP4_stream NNTP Telnet
imaplib: runs programs: IMAP4_stream
xmlrpc.client xmlrpclib: talks to the network: ServerProxy Server
xmlrpc.server SimpleXMLRPCServer: looks up attributes: resolve_dotted_attribute SimpleXMLRPCServer
requests requests.api: talks to the network: get post put delete head patch request Session
httpx: talks to the network: get post Client
wsgiref.simple_server: talks to the network: make_server
paramiko: talks to the network: SSHClient
numpy: calls what it is given: apply_along_axis apply_over_axes piecewise fromfunction frompyfunc
numpy: reads or writes files: load save savez savez_compressed savetxt loadtxt genfromtxt fromfile fromregex DataSource open_memmap __builtins__ ndfromtxt recfromcsv
numpy.lib.npyio numpy.lib._npyio_impl: reads or writes files: load save savez savez_compressed savetxt loadtxt genfromtxt NpzFile DataSource
numpy.lib._datasource numpy.lib.npyio numpy: reads files or the network: DataSource Repository open
numpy.lib.format numpy.lib._format_impl: reads or writes files: open_memmap read_array write_array
numpy.f2py numpy.f2py.f2py2e: runs programs: compile run_main main
numpy.f2py.crackfortran: evaluates code: getlincoef param_eval myeval _eval_length
numpy.f2py.diagnose: runs programs: run run_command
numpy.distutils.exec_command numpy.distutils.cpuinfo: runs programs: exec_command getoutput command_info
numpy.testing numpy.testing._private.utils numpy.testing.utils: runs code: runstring rundocs measure
numpy.ctypeslib: loads libraries: load_library
numpy.core.memmap: maps files: open_memmap
scipy.io scipy.io.matlab scipy.io.matlab._mio: reads or writes files: savemat loadmat FortranFile mmwrite mmread readsav
scipy.io.wavfile: reads or writes files: read write
scipy._lib._array_api scipy.datasets: reaches further modules: array_namespace download_all
scipy.sparse: reads or writes files: load_npz save_npz
sklearn.utils sklearn.utils.parallel: calls what it is given, or changes settings: Parallel parallel_backend
sklearn.utils sklearn.utils.validation: makes folders: check_memory
xgboost xgboost.core: reads files: DMatrix
sklearn sklearn.utils._show_versions: runs programs: show_versions
sklearn.datasets sklearn.datasets.base sklearn.datasets._base: reads files or the network: load_files fetch_openml fetch_california_housing fetch_20newsgroups load_svmlight_file dump_svmlight_file _fetch_remote clear_data_home get_data_home
sklearn.utils._testing sklearn.utils.testing: changes files: _delete_folder TempMemmap create_memmap_backed_data
pandas pandas.io.pickle: loads further pickles: read_pickle to_pickle
pandas pandas.io.parsers pandas.io.parsers.readers pandas.io.json pandas.io.sql pandas.io.html pandas.io.excel pandas.io.pytables pandas.io.parquet pandas.io.clipboards pandas.io.common: reads or writes files: read_csv read_table read_fwf read_json read_sql read_sql_query read_html read_excel read_hdf read_parquet read_feather read_xml read_clipboard HDFStore ExcelWriter get_handle urlopen
pandas pandas.core.computation.eval: evaluates code: eval
pandas.core.computation.expr pandas.core.computation.scope: evaluates code: Expr Scope
pandas.util._decorators pandas._testing: changes files: ensure_clean
torch torch.serialization: loads further pickles: load save _load _legacy_load
torch torch.hub: runs code from the network: hub.load
torch.hub: runs code from the network: load load_state_dict_from_url download_url_to_file _import_module
torch.storage: loads further pickles: _load_from_bytes
torch.utils.collect_env: runs programs: run run_and_read_all
torch.utils.bottleneck.__main__: runs code: run_cprofile run_autograd_prof
torch._inductor.codecache torch._inductor.cpp_builder: runs programs: compile_file
torch._dynamo.guards: evaluates code: GuardBuilder.get
torch.fx.experimental.symbolic_shapes: evaluates code: ShapeEnv.evaluate_guards_expression
torch.utils.data.datapipes.utils.decoder: loads further pickles: basichandlers
torch.utils.cpp_extension: runs programs: load load_inline
torch.jit torch.package: loads code: load PackageImporter
torch.distributed.rpc.internal: calls what it is given: _run_function
tensorflow tensorflow.io: reads or writes files: py_function numpy_function load_library load_op_library read_file write_file
keras.models tensorflow.keras.models keras.saving: loads code: load_model model_from_json
keras.layers tensorflow.keras.layers: evaluates code: Lambda
mlflow mlflow.pyfunc mlflow.sklearn: loads further pickles: load_model log_artifact
sympy sympy.core.sympify sympy.parsing.sympy_parser: evaluates code: sympify parse_expr eval_expr
statsmodels.iolib.smpickle statsmodels.base.model: loads further pickles: load_pickle
nltk.data nltk: loads further pickles: load download
bitsandbytes: loads libraries: get_cuda_lib_handle
code.InteractiveConsole: runs code: push interact
readline: reads or writes files: read_history_file write_history_file
getpass: reads the terminal: getpass
crypt spwd pwd grp: reads user records: getpwall getpwnam getspnam getspall getgrall
resource: changes limits: setrlimit
fcntl termios tty: touches devices: ioctl fcntl setraw
winreg _winreg: changes the registry: SetValue SetValueEx CreateKey DeleteKey
msilib: changes files: Database
wave aifc sunau: opens files: open
turtle tkinter tkinter.filedialog: opens windows: Tk Screen Turtle
cgitb: changes the program: enable
site: changes the program: main addsitedir execsitecustomize
sysconfig distutils.sysconfig: reads files: parse_config_h get_config_vars _init_posix parse_makefile
compileall py_compile: compiles code: compile compile_dir compile_file main
zipapp: writes files: create_archive main
tokenize: reads files: open
ast: compiles code: parse literal_eval
symtable: compiles code: symtable
string: looks up attributes: Formatter Template
_winapi _overlapped: runs programs: CreateProcess
kivy.lang: evaluates code: Builder
IPython IPython.utils.process: runs programs: start_ipython embed system getoutput
fabric.api invoke: runs programs: run local
sh plumbum: runs programs: Command local
"""


HARMLESS = {"SimpleNamespace"}  # of types: keeps what it is given


def public_calls(module):
    found = importlib.import_module(module)
    return [n for n in sorted(vars(found)) if not n.startswith("__") and n not in HARMLESS and callable(getattr(found, n))
            and not (isinstance(getattr(found, n), type) and issubclass(getattr(found, n), BaseException))]


def rows():
    for line in TEXT.strip().splitlines():
        modules, reason, names = line.split(": ")
        modules = modules.split()
        for name in names.split():
            listed = public_calls(modules[0]) if name == "*" else [name]
            for module in modules:
                yield from ((module, n, reason) for n in listed)
