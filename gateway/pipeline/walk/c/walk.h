/* The walk over a tree. Law: its answers are those of plain.py; it holds what it looks at, and keeps nothing of it. */
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>

enum { NAMES, ITEM, KEY, LEAF, BARRED, SAID, HEIR, CALLED, BATCH_ITEM, SLOTS };
static const char *const SLOT_NAMES[SLOTS] = {"names", "item", "key", "leaf", "barred", "said", "heir", "called", "batch_item"};

enum { NODE, IS_PAIR, PAIR_NODES, LABEL_OF, SYSTEM, UNMAPPED, DATA_KEY, PLACE_KEY, DATA, TECHNICAL, FINDING, ACTION, GONE };
enum { REPORTED = GONE + 1, MASKED, PSEUDONYMISED, GENERALISED, DROPPED, EMPTY, VALUE, KIND, UNDER, KNOWN, TEXT, REQUIRED, OBJECTS };

/* Python's objects the walk speaks of, and where a node keeps its attributes. */
typedef struct {
    PyObject *of[OBJECTS];
    Py_ssize_t slots[SLOTS];
} State;

/* One walk: what it has found, and what was found before. */
typedef struct {
    const State *state;
    PyObject *names, *known, *before_fields, *before_texts, *kept;
    PyObject *fields, *texts, *stopped, *ends;
} Walk;

/* A map that is being walked. */
typedef struct {
    PyObject *node, *label;
    int plain;
} Map;

static const long LONG = 1000000000; /* plain.py says why */

static int along(Walk *walk, PyObject *value, PyObject *node);

static PyObject *slot(const Walk *walk, PyObject *node, int which) {
    PyObject *held = *(PyObject **)((char *)node + walk->state->slots[which]);
    return held ? held : Py_None;
}

static int is_node(const Walk *walk, PyObject *node) {
    if (Py_IS_TYPE(node, (PyTypeObject *)walk->state->of[NODE]) && PyDict_CheckExact(slot(walk, node, NAMES))) return 1;
    PyErr_SetString(PyExc_TypeError, "A field map is made of nodes.");
    return 0;
}

static int push(Walk *walk, PyObject *field, PyObject *text) {
    return PyList_Append(walk->fields, field) || PyList_Append(walk->texts, text) ? -1 : 0;
}

static int append_number(PyObject *list, Py_ssize_t number) {
    PyObject *object = PyLong_FromSsize_t(number);
    int failed = !object || PyList_Append(list, object);
    Py_XDECREF(object);
    return failed ? -1 : 0;
}

/* Notes the first leaf after a map or list. */
static int end(Walk *walk, PyObject *value) {
    PyObject *id = PyLong_FromVoidPtr(value), *past = PyLong_FromSsize_t(PyList_GET_SIZE(walk->fields));
    int failed = !id || !past || PyDict_SetItem(walk->ends, id, past);
    Py_XDECREF(id);
    Py_XDECREF(past);
    return failed ? -1 : 0;
}

static int is_nothing(PyObject *value) {
    if (PyUnicode_Check(value)) return !PyUnicode_GET_LENGTH(value);
    if (PyList_Check(value)) return !PyList_GET_SIZE(value);
    return value == Py_None || (PyDict_Check(value) && !PyDict_GET_SIZE(value));
}

/* One leaf nobody looks into; NULL is something. */
static int stop(Walk *walk, PyObject *field, PyObject *value) {
    if (value && is_nothing(value)) {
        field = walk->state->of[SYSTEM];
    } else if (append_number(walk->stopped, PyList_GET_SIZE(walk->fields))) {
        return -1;
    }
    return push(walk, field, walk->state->of[EMPTY]);
}

static int is_mute(PyObject *value) { return PyBool_Check(value) || value == Py_None; }

static int is_number(PyObject *value) { return PyLong_CheckExact(value) || PyFloat_CheckExact(value); }

/* A number between two bounds; what is no number is not. */
static int is_short(PyObject *value) {
    if (PyFloat_CheckExact(value)) return PyFloat_AS_DOUBLE(value) > (double)-LONG && PyFloat_AS_DOUBLE(value) < (double)LONG;
    if (!PyLong_CheckExact(value)) return 0;
    int over;
    long number = PyLong_AsLongAndOverflow(value, &over);
    return !over && number > -LONG && number < LONG;
}

static int is_nan(PyObject *value) { return PyFloat_CheckExact(value) && PyFloat_AS_DOUBLE(value) != PyFloat_AS_DOUBLE(value); }

static int leaf(Walk *walk, PyObject *field, PyObject *value) {
    PyObject *const *of = walk->state->of;
    if (PyUnicode_CheckExact(value)) return push(walk, field, value);
    PyObject *kind = PyObject_GetAttr(field, of[KIND]);
    if (!kind) return -1;
    int is_data = kind == of[DATA], is_system = kind == of[TECHNICAL];
    Py_DECREF(kind);
    if (PyBytes_CheckExact(value)) return is_data ? push(walk, field, of[EMPTY]) : stop(walk, of[UNMAPPED], NULL);
    if (is_system || is_mute(value) || (is_number(value) && (is_short(value) || is_nan(value)))) return push(walk, field, of[EMPTY]);
    PyObject *text = PyObject_Str(value);
    int failed = !text || push(walk, field, text);
    Py_XDECREF(text);
    return failed ? -1 : 0;
}

/* Whether a key may say something: 0 where it is known that it does not. */
static int speaks(const Walk *walk, PyObject *node, PyObject *key) {
    if (slot(walk, node, SAID) == Py_None) return 0;
    PyObject *meaning = walk->known ? PyDict_GetItemWithError(walk->known, key) : NULL;
    if (!meaning) return PyErr_Occurred() ? -1 : 1;
    if (meaning == Py_None) return 0;
    Py_INCREF(meaning);
    int is = PyObject_IsTrue(meaning);
    Py_DECREF(meaning);
    return is;
}

/* A child of a map, where its node is known. */
static int below(Walk *walk, PyObject *child, PyObject *here) {
    if (!is_node(walk, here)) return -1;
    PyObject *field = slot(walk, here, LEAF);
    if (field != Py_None && PyUnicode_CheckExact(child)) return push(walk, field, child);
    if (field != Py_None && (is_mute(child) || is_short(child))) return push(walk, field, walk->state->of[EMPTY]);
    return along(walk, child, here);
}

/* What stands under a key that speaks, or may. */
static PyObject *below_key(const Walk *walk, const Map *map, PyObject *key, PyObject *child) {
    PyObject *arguments[] = {map->node, key, child, walk->names, map->label ? map->label : walk->state->of[EMPTY]};
    return PyObject_VectorcallMethod(walk->state->of[UNDER], arguments, 5, NULL);
}

static int spoken(Walk *walk, const Map *map, PyObject *key, PyObject *child) {
    PyObject *here = below_key(walk, map, key, child);
    int failed = !here || below(walk, child, here);
    Py_XDECREF(here);
    return failed ? -1 : 0;
}

static int entry(Walk *walk, const Map *map, PyObject *key, PyObject *child) {
    PyObject *const *of = walk->state->of;
    PyObject *here = PyDict_GetItemWithError(slot(walk, map->node, NAMES), key), *data = slot(walk, map->node, KEY);
    if (here) return below(walk, child, here);
    if (PyErr_Occurred()) return -1;
    int may_speak = map->plain && data != Py_None ? speaks(walk, map->node, key) : 1;
    if (may_speak < 0) return -1;
    if (data == Py_None) {
        PyObject *barred = slot(walk, map->node, BARRED);
        return stop(walk, barred == Py_None ? of[UNMAPPED] : barred, NULL);
    }
    if (push(walk, of[DATA_KEY], key)) return -1;
    return may_speak ? spoken(walk, map, key, child) : below(walk, child, data);
}

/* The label of a pair that is written as a map: NULL where there is none, or on an error. */
static PyObject *label_of(const Walk *walk, PyObject *value, PyObject *node) {
    if (slot(walk, node, SAID) == Py_None || PyDict_Contains(value, walk->state->of[VALUE]) != 1) return NULL;
    PyObject *label = PyObject_CallOneArg(walk->state->of[LABEL_OF], value);
    if (label && PyObject_IsTrue(label) != 1) Py_CLEAR(label);
    return label;
}

static int open_map(const Walk *walk, Map *map, PyObject *value, PyObject *node) {
    map->node = node;
    map->label = label_of(walk, value, node);
    if (!map->label && PyErr_Occurred()) return -1;
    map->plain = !map->label && slot(walk, node, HEIR) == Py_None && slot(walk, node, CALLED) == Py_None;
    return 0;
}

static int mapping(Walk *walk, PyObject *value, PyObject *node) {
    Map map;
    if (open_map(walk, &map, value, node)) return -1;
    Py_ssize_t at = 0;
    PyObject *key, *child;
    int failed = 0;
    while (!failed && PyDict_Next(value, &at, &key, &child)) {
        Py_INCREF(key);
        Py_INCREF(child);
        failed = entry(walk, &map, key, child);
        Py_DECREF(key);
        Py_DECREF(child);
    }
    Py_XDECREF(map.label);
    return failed || end(walk, value) ? -1 : 0;
}

static int is_pair(const Walk *walk, PyObject *value, PyObject *item) {
    if (!PyList_CheckExact(value) || PyList_GET_SIZE(value) != 2) return 0;
    PyObject *arguments[] = {value, item, walk->names}, *answer = PyObject_Vectorcall(walk->state->of[IS_PAIR], arguments, 3, NULL);
    int is = answer ? PyObject_IsTrue(answer) : -1;
    Py_XDECREF(answer);
    return is;
}

static int pair(Walk *walk, PyObject *value, PyObject *item) {
    PyObject *arguments[] = {value, item, walk->names}, *nodes = PyObject_Vectorcall(walk->state->of[PAIR_NODES], arguments, 3, NULL);
    PyObject *both = nodes ? PyList_AsTuple(value) : NULL, *first, *second, *label, *named;
    int failed = !both || !PyArg_ParseTuple(nodes, "OO", &first, &second) || !PyArg_ParseTuple(both, "OO", &label, &named) ||
                 !is_node(walk, first) || !is_node(walk, second);
    failed = failed || along(walk, label, first) || along(walk, named, second) || end(walk, value);
    Py_XDECREF(both);
    Py_XDECREF(nodes);
    return failed ? -1 : 0;
}

static int items(Walk *walk, PyObject *value, PyObject *item) {
    int failed = is_node(walk, item) ? 0 : -1;
    for (Py_ssize_t at = 0; !failed && at < PyList_GET_SIZE(value); at++) {
        PyObject *child = PyList_GET_ITEM(value, at);
        Py_INCREF(child);
        int paired = is_pair(walk, child, item);
        failed = paired < 0 ? -1 : paired ? pair(walk, child, item) : along(walk, child, item);
        Py_DECREF(child);
    }
    return failed || end(walk, value) ? -1 : 0;
}

/* Takes the leaves of what was walked before: 1 where it was, 0 where not. */
static int taken(Walk *walk, PyObject *value) {
    PyObject *id = PyLong_FromVoidPtr(value), *span = id ? PyDict_GetItemWithError(walk->kept, id) : NULL;
    Py_XDECREF(id);
    if (!span) return PyErr_Occurred() ? -1 : 0;
    Py_ssize_t first, past;
    if (!PyArg_ParseTuple(span, "nn", &first, &past)) return -1;
    Py_ssize_t all = Py_MIN(PyList_GET_SIZE(walk->before_fields), PyList_GET_SIZE(walk->before_texts));
    for (Py_ssize_t at = Py_MAX(first, 0); at < Py_MIN(past, all); at++) {
        if (push(walk, PyList_GET_ITEM(walk->before_fields, at), PyList_GET_ITEM(walk->before_texts, at))) return -1;
    }
    return 1;
}

/* Whether a map is looked into. */
static int looks_into(const Walk *walk, PyObject *node) {
    return slot(walk, node, BARRED) == Py_None || PyDict_GET_SIZE(slot(walk, node, NAMES)) || slot(walk, node, SAID) != Py_None;
}

static int into(Walk *walk, PyObject *value, PyObject *node) {
    PyObject *barred = slot(walk, node, BARRED), *field = slot(walk, node, LEAF), *item = slot(walk, node, ITEM);
    int is_map = PyDict_CheckExact(value), is_list = PyList_CheckExact(value);
    int done = (is_map || is_list) && walk->kept ? taken(walk, value) : 0;
    if (done) return done < 0 ? -1 : 0;
    if (is_map && looks_into(walk, node)) return mapping(walk, value, node);
    if (is_list && barred == Py_None && item != Py_None) return items(walk, value, item);
    if (barred != Py_None) return stop(walk, barred, value);
    if (field != Py_None) return leaf(walk, field, value);
    return PyList_Check(value) && !PyList_GET_SIZE(value) ? 0 : stop(walk, walk->state->of[UNMAPPED], NULL);
}

static int along(Walk *walk, PyObject *value, PyObject *node) {
    if (Py_EnterRecursiveCall(" in a tree")) return -1;
    int failed = into(walk, value, node);
    Py_LeaveRecursiveCall();
    return failed;
}
