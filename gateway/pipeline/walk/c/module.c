/* The walk as a Python module. Law: what comes in is checked here; a fault is an exception, and then nothing was found. */
#include "build.h"

/* (tree, root, names, fields before, texts before, kept) -> (fields, texts, stopped, ends) */
static PyObject *walk(PyObject *module, PyObject *args) {
    Walk walk = {.state = PyModule_GetState(module)};
    PyObject *tree, *root, *result = NULL;
    if (!PyArg_ParseTuple(args, "OOOO!O!O!:walk", &tree, &root, &walk.names, &PyList_Type, &walk.before_fields, &PyList_Type,
                          &walk.before_texts, &PyDict_Type, &walk.kept)) {
        return NULL;
    }
    if (!PyDict_GET_SIZE(walk.kept)) walk.kept = NULL;
    PyObject *known = PyObject_GetAttr(walk.names, walk.state->of[KNOWN]);
    walk.known = known && PyDict_CheckExact(known) ? known : NULL;
    walk.fields = PyList_New(0), walk.texts = PyList_New(0), walk.stopped = PyList_New(0), walk.ends = PyDict_New();
    if (known && walk.fields && walk.texts && walk.stopped && walk.ends && is_node(&walk, root) && !along(&walk, tree, root)) {
        result = PyTuple_Pack(4, walk.fields, walk.texts, walk.stopped, walk.ends);
    }
    Py_XDECREF(known);
    Py_XDECREF(walk.fields);
    Py_XDECREF(walk.texts);
    Py_XDECREF(walk.stopped);
    Py_XDECREF(walk.ends);
    return result;
}

/* The sections, each as what becomes of it. */
static int build_all(Build *build, PyObject *tree, PyObject *root, PyObject *built, PyObject *changed) {
    Map map = {.node = root, .plain = slot(&build->walk, root, HEIR) == Py_None && slot(&build->walk, root, CALLED) == Py_None};
    PyObject *section, *value;
    Py_ssize_t at = 0;
    while (PyDict_Next(tree, &at, &section, &value)) {
        Py_ssize_t before = build->touched;
        PyObject *here = PyDict_GetItemWithError(slot(&build->walk, root, NAMES), section);
        PyObject *place = PyErr_Occurred() ? NULL : PyTuple_Pack(1, section), *outbound = NULL;
        if (place) {
            outbound = here ? rebuilt(build, value, here, place) : rebuilt_entry(build, section, value, &map, place);
        }
        int failed = !outbound || (!is_gone(build, outbound) && PyDict_SetItem(built, section, outbound));
        failed = failed || (build->touched > before && PySet_Add(changed, section));
        Py_XDECREF(outbound);
        Py_XDECREF(place);
        if (failed) return -1;
    }
    return 0;
}

/* (tree, root, steps in order, ends, names, rewriter) -> (tree, changed, findings, dropped items, lost, emptied, kept) */
static PyObject *build(PyObject *module, PyObject *args) {
    Build build = {.walk.state = PyModule_GetState(module)};
    PyObject *tree, *root, *result = NULL;
    if (!PyArg_ParseTuple(args, "O!OO!O!OO:build", &PyDict_Type, &tree, &root, &PyList_Type, &build.steps, &PyDict_Type, &build.ends,
                          &build.walk.names, &build.rewriter)) {
        return NULL;
    }
    PyObject *known = PyObject_GetAttr(build.walk.names, build.walk.state->of[KNOWN]), *built = PyDict_New(), *changed = PySet_New(NULL);
    build.walk.known = known && PyDict_CheckExact(known) ? known : NULL;
    build.findings = PyList_New(0), build.kept = PyDict_New();
    int ready = known && built && changed && build.findings && build.kept && is_node(&build.walk, root) && !advance(&build);
    if (ready && !build_all(&build, tree, root, built, changed)) {
        result = Py_BuildValue("(OOOnNNO)", built, changed, build.findings, build.dropped, PyBool_FromLong(build.lost),
                               PyBool_FromLong(build.emptied), build.kept);
    }
    Py_XDECREF(known);
    Py_XDECREF(built);
    Py_XDECREF(changed);
    Py_XDECREF(build.findings);
    Py_XDECREF(build.kept);
    return result;
}

/* (list, set) -> the numbers of the items that are in the set. */
static PyObject *numbers_in(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *list, *wanted;
    if (!PyArg_ParseTuple(args, "O!O:numbers_in", &PyList_Type, &list, &wanted)) return NULL;
    if (!PyAnySet_Check(wanted)) return PyErr_Format(PyExc_TypeError, "What is wanted is a set.");
    PyObject *numbers = PyList_New(0);
    for (Py_ssize_t at = 0; numbers && at < PyList_GET_SIZE(list); at++) {
        int is = PySet_Contains(wanted, PyList_GET_ITEM(list, at));
        if (is < 0 || (is && append_number(numbers, at))) Py_CLEAR(numbers);
    }
    return numbers;
}

/* (list, object) -> one byte for each item, 1: it is that object. */
static PyObject *places_of(PyObject *module, PyObject *args) {
    (void)module;
    PyObject *list, *wanted;
    if (!PyArg_ParseTuple(args, "O!O:places_of", &PyList_Type, &list, &wanted)) return NULL;
    PyObject *places = PyBytes_FromStringAndSize(NULL, PyList_GET_SIZE(list));
    for (Py_ssize_t at = 0; places && at < PyList_GET_SIZE(list); at++) {
        PyBytes_AS_STRING(places)[at] = PyList_GET_ITEM(list, at) == wanted;
    }
    return places;
}

static PyObject *attribute(const char *module_name, const char *name) {
    PyObject *module = PyImport_ImportModule(module_name);
    PyObject *value = module ? PyObject_GetAttrString(module, name) : NULL;
    Py_XDECREF(module);
    return value;
}

/* Where a node keeps an attribute; -1: it has no such slot. */
static Py_ssize_t offset_of(PyObject *type, const char *name) {
    PyObject *member = PyObject_GetAttrString(type, name);
    Py_ssize_t offset = -1;
    if (member && Py_IS_TYPE(member, &PyMemberDescr_Type)) offset = ((PyMemberDescrObject *)member)->d_member->offset;
    if (member && offset < 0) PyErr_Format(PyExc_ImportError, "A node has no slot %s.", name);
    Py_XDECREF(member);
    return offset;
}

static const char FIELD[] = "gateway.model.field", FIELD_MAP[] = "gateway.pipeline.fieldmap", PLAIN[] = "gateway.pipeline.walk.plain";
static const char DECISION[] = "gateway.model.decision";

static const struct {
    int at;
    const char *module, *name;
} IMPORTS[] = {
    {NODE, FIELD_MAP, "Node"},       {IS_PAIR, FIELD_MAP, "is_pair"}, {PAIR_NODES, FIELD_MAP, "pair_nodes"},
    {LABEL_OF, FIELD_MAP, "label_of"}, {SYSTEM, FIELD, "SYSTEM"},     {UNMAPPED, FIELD, "UNMAPPED"},
    {DATA_KEY, PLAIN, "DATA_KEY"},   {DATA, PLAIN, "DATA"},           {TECHNICAL, PLAIN, "TECHNICAL"},
    {PLACE_KEY, PLAIN, "place_key"}, {FINDING, DECISION, "Finding"},  {ACTION, DECISION, "Action"},
};

static const struct {
    int at;
    const char *text;
} WORDS[] = {{EMPTY, ""}, {VALUE, "value"}, {KIND, "kind"}, {UNDER, "under"}, {KNOWN, "known"}, {TEXT, "text"}, {REQUIRED, "required"}};

static const char *const ACTIONS[] = {"REPORTED", "MASKED", "PSEUDONYMISED", "GENERALISED", "DROPPED"};

static int begin(PyObject *module) {
    State *state = PyModule_GetState(module);
    for (size_t at = 0; at < sizeof IMPORTS / sizeof *IMPORTS; at++) {
        if (!(state->of[IMPORTS[at].at] = attribute(IMPORTS[at].module, IMPORTS[at].name))) return -1;
    }
    for (size_t at = 0; at < sizeof WORDS / sizeof *WORDS; at++) {
        if (!(state->of[WORDS[at].at] = PyUnicode_InternFromString(WORDS[at].text))) return -1;
    }
    for (int at = 0; at < 5; at++) {
        if (!(state->of[REPORTED + at] = PyObject_GetAttrString(state->of[ACTION], ACTIONS[at]))) return -1;
    }
    if (!PyType_Check(state->of[FINDING]) || !PyType_FastSubclass((PyTypeObject *)state->of[FINDING], Py_TPFLAGS_TUPLE_SUBCLASS)) {
        PyErr_SetString(PyExc_ImportError, "A finding is a named tuple.");
        return -1;
    }
    if (!(state->of[GONE] = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type))) return -1;
    for (int at = 0; at < SLOTS; at++) {
        if ((state->slots[at] = offset_of(state->of[NODE], SLOT_NAMES[at])) < 0) return -1;
    }
    return 0;
}

static int traverse(PyObject *module, visitproc visit, void *arg) {
    State *state = PyModule_GetState(module);
    for (int number = 0; number < OBJECTS; number++) Py_VISIT(state->of[number]);
    return 0;
}

static int clear(PyObject *module) {
    State *state = PyModule_GetState(module);
    for (int number = 0; number < OBJECTS; number++) Py_CLEAR(state->of[number]);
    return 0;
}

static void finish(void *module) { clear(module); }

static PyMethodDef methods[] = {
    {"walk", walk, METH_VARARGS, NULL},
    {"build", build, METH_VARARGS, NULL},
    {"numbers_in", numbers_in, METH_VARARGS, NULL},
    {"places_of", places_of, METH_VARARGS, NULL},
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
    .m_free = finish,
};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
