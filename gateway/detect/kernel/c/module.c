/* The kernel as a Python module. Law: what comes in is checked here, and nothing of it is kept but pages of folded characters. */
#include "call.h"

/* Returns -1 when memory is short. */
static int cut_freely(Cut *cut, const Pages *pages, const Text *text) {
    PyThreadState *thread = text->length > LARGE ? PyEval_SaveThread() : NULL;
    int failed = cut_text(cut, pages, text, NULL, 0);
    if (thread) PyEval_RestoreThread(thread);
    return failed;
}

static PyObject *tokens_of(const State *state, const Cut *cut, const Text *text) {
    const Stream *stream = &cut->streams[0];
    PyObject *list = PyList_New(stream->count);
    for (uint32_t number = 0; list && number < stream->count; number++) {
        Token token = stream->items[number];
        PyObject *letters = PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, cut->letters + token.first, token.size);
        uint32_t end = end_of(&state->pages, text, cut->at[token.first + token.size - 1]);
        PyObject *item = letters ? Py_BuildValue("NII", letters, cut->at[token.first], end) : NULL;
        if (item) {
            PyList_SET_ITEM(list, number, item);
        } else {
            Py_CLEAR(list);
        }
    }
    return list;
}

static PyObject *tokenise(PyObject *module, PyObject *str) {
    State *state = state_of(module);
    Text text;
    Cut cut = {0};
    if (!PyUnicode_Check(str)) return PyErr_Format(PyExc_TypeError, "A text is a str.");
    if (open_text(state, str, &text)) return NULL;
    PyObject *tokens = cut_freely(&cut, &state->pages, &text) ? PyErr_NoMemory() : tokens_of(state, &cut, &text);
    free_cut(&cut);
    return tokens;
}

static PyObject *run_hash(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *letters;
    Py_buffer bytes;
    Secret secret;
    uint64_t total = 0, power = 1;
    if (!PyArg_ParseTuple(args, "Uy*:run_hash", &letters, &bytes)) return NULL;
    int failed = open_secret(&secret, &bytes) || is_unready(letters);
    PyBuffer_Release(&bytes);
    if (failed) return NULL;
    for (Py_ssize_t at = 0; at < PyUnicode_GET_LENGTH(letters); at++, power *= secret.powers[1]) {
        total += mixed_letter(&secret, PyUnicode_READ_CHAR(letters, at)) * power;
    }
    return PyLong_FromUnsignedLongLong(finished(&secret, total));
}

static PyObject *probe(PyObject *module, PyObject *args) {
    State *state = state_of(module);
    PyObject *str, *tables, *found = NULL;
    Py_buffer keys, secret;
    Call call = {0};
    if (!PyArg_ParseTuple(args, "Uy*y*O:probe", &str, &keys, &secret, &tables)) return NULL;
    PyObject *sequence = PySequence_Fast(tables, "Tables are a sequence.");
    if (sequence && !open_secret(&call.secret, &secret) && !open_text(state, str, &call.text) && !open_tables(&call, sequence)) {
        found = search_freely(&call, &state->pages, &keys) ? PyErr_NoMemory() : candidates_of(state, &call);
    }
    close_call(&call);
    Py_XDECREF(sequence);
    PyBuffer_Release(&keys);
    PyBuffer_Release(&secret);
    return found;
}

static PyObject *payloads(PyObject *module, PyObject *args) {
    (void)module;
    Py_buffer buffer;
    unsigned long long hash;
    Table table;
    uint32_t found[2 * SLOTS];
    if (!PyArg_ParseTuple(args, "y*K:payloads", &buffer, &hash)) return NULL;
    int count = open_table(&table, buffer.buf, (uint64_t)buffer.len) ? -1 : payloads_of(&table, hash, found);
    PyBuffer_Release(&buffer);
    if (count < 0) return PyErr_Format(PyExc_ValueError, "A table was not checked.");
    PyObject *list = PyList_New(count);
    for (int number = 0; list && number < count; number++) {
        PyObject *payload = PyLong_FromUnsignedLong(found[number]);
        if (payload) {
            PyList_SET_ITEM(list, number, payload);
        } else {
            Py_CLEAR(list);
        }
    }
    return list;
}

static PyObject *built(const Py_buffer *hashes, const Py_buffer *payloads, uint64_t buckets) {
    if (hashes->len % 8 || hashes->len != payloads->len * 2 || !buckets || buckets > BUCKETS_MAX) {
        return PyErr_Format(PyExc_ValueError, "A table takes 8 bytes of hash and 4 bytes of payload for each key, and 1 to 2**31 buckets.");
    }
    uint64_t size = table_size(buckets);
    PyObject *table = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (!table) return NULL;
    uint8_t *bytes = (uint8_t *)PyByteArray_AS_STRING(table);
    PyThreadState *thread = PyEval_SaveThread();
    memset(bytes, 0, size);
    int failed = fill_table(bytes, buckets, hashes->buf, payloads->buf, (uint64_t)hashes->len / 8);
    PyEval_RestoreThread(thread);
    if (!failed) return table;
    Py_DECREF(table);
    Py_RETURN_NONE;
}

static PyObject *build_table(PyObject *module, PyObject *args) {
    (void)module;
    Py_buffer hashes, payloads;
    Py_ssize_t buckets;
    if (!PyArg_ParseTuple(args, "y*y*n:build_table", &hashes, &payloads, &buckets)) return NULL;
    PyObject *table = built(&hashes, &payloads, buckets < 0 ? 0 : (uint64_t)buckets);
    PyBuffer_Release(&hashes);
    PyBuffer_Release(&payloads);
    return table;
}

static PyObject *attribute(const char *module_name, const char *name) {
    PyObject *module = PyImport_ImportModule(module_name);
    PyObject *value = module ? PyObject_GetAttrString(module, name) : NULL;
    Py_XDECREF(module);
    return value;
}

static int begin(PyObject *module) {
    State *state = state_of(module);
    state->page = attribute("gateway.detect.fold", "page");
    state->candidate = state->page ? attribute("gateway.detect.kernel.form", "Candidate") : NULL;
    return state->candidate ? 0 : -1;
}

static int traverse(PyObject *module, visitproc visit, void *arg) {
    Py_VISIT(state_of(module)->page);
    Py_VISIT(state_of(module)->candidate);
    return 0;
}

static int clear(PyObject *module) {
    Py_CLEAR(state_of(module)->page);
    Py_CLEAR(state_of(module)->candidate);
    return 0;
}

static void end(void *module) {
    State *state = state_of(module);
    clear(module);
    for (int number = 0; number < PAGES; number++) PyMem_RawFree((void *)state->pages.of[number]);
}

static PyMethodDef methods[] = {
    {"tokenise", tokenise, METH_O, NULL},
    {"run_hash", run_hash, METH_VARARGS, NULL},
    {"probe", probe, METH_VARARGS, NULL},
    {"payloads", payloads, METH_VARARGS, NULL},
    {"build_table", build_table, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)begin}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "_native",
    .m_size = sizeof(State),
    .m_methods = methods,
    .m_slots = slots,
    .m_traverse = traverse,
    .m_clear = clear,
    .m_free = end,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
