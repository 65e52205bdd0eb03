/**
 * @module Top-level modules of Python's standard library, 2 and 3: everything in them is rejected unless allowed by
 * name.
 */

export const STANDARD_MODULES: ReadonlySet<string> = new Set(
  `
  BaseHTTPServer Bastion CGIHTTPServer HTMLParser Queue SimpleHTTPServer SocketServer StringIO Tkinter
  UserDict UserList UserString __builtin__ _codecs _ctypes _imp _io _operator _pickle _posixsubprocess
  _thread _winapi abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop
  base64 bdb binascii binhex bisect builtins bz2 cPickle cProfile cStringIO calendar cgi cgitb chunk
  cmath cmd code codecs codeop collections colorsys commands compileall concurrent configparser
  contextlib contextvars copy copy_reg copyreg crypt csv ctypes curses dataclasses datetime dbm decimal
  difflib dis distutils doctest dummy_thread dummy_threading email encodings ensurepip enum errno
  exceptions faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools future_builtins gc
  genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html htmlentitydefs http
  httplib idlelib ihooks imaplib imghdr imp importlib imputil inspect io ipaddress itertools json
  keyword lib2to3 linecache locale logging lzma macpath mailbox mailcap marshal math mhlib mimetools
  mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path
  numbers opcode operator optparse os os2 os2emxpath ossaudiodev pathlib pdb pickle pickletools pipes
  pkgutil platform plistlib popen2 poplib posix posixpath pprint profile pstats pty pwd py_compile
  pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rexec rfc822
  rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr
  socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string
  stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile
  termios textwrap thread threading time timeit tkinter token tokenize tomllib trace traceback
  tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib urllib2 urlparse uu uuid
  venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc xmlrpclib zipapp
  zipfile zipimport zlib zoneinfo
`
    .trim()
    .split(/\s+/),
);
