"""The names of RDF and SHACL that are used here, and those of others beside them."""

import re
from collections.abc import Mapping

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DASH = "http://datashapes.org/dash#"
FIRST, REST, NIL, TYPE = (RDF + word for word in ("first", "rest", "nil", "type"))
SUBCLASS = RDFS + "subClassOf"

# The constraint components of SHACL, each with its parameters; most have one of their own name.
COMPONENTS: Mapping[str, tuple[str, ...]] = {
    name: (name[0].lower() + name[1:],)
    for name in (
        "And", "Class", "Datatype", "Disjoint", "Equals", "Expression", "HasValue", "In",
        "LanguageIn", "LessThan", "LessThanOrEquals", "MaxCount", "MaxExclusive", "MaxInclusive",
        "MaxLength", "MinCount", "MinExclusive", "MinInclusive", "MinLength", "Node", "NodeKind",
        "Not", "Or", "Property", "UniqueLang", "Xone",
    )
} | {
    "Closed": ("closed", "ignoredProperties"),
    "Pattern": ("pattern", "flags"),
    "SPARQL": ("sparql",),
    **{
        f"Qualified{word}Count": (
            f"qualified{word}Count", "qualifiedValueShape", "qualifiedValueShapesDisjoint",
        )
        for word in ("Min", "Max")
    },
}  # fmt: skip
OTHERS = """
    AbstractResult BlankNode BlankNodeOrIRI BlankNodeOrLiteral ConstraintComponent Function IRI
    IRIOrLiteral Info JSConstraint JSConstraint-js JSConstraintComponent JSExecutable JSFunction
    JSLibrary JSRule JSTarget JSTargetType JSValidator Literal NodeKind NodeShape Parameter
    Parameterizable PrefixDeclaration PropertyGroup PropertyShape ResultAnnotation Rule
    SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint SPARQLConstructExecutable
    SPARQLExecutable SPARQLFunction SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator
    SPARQLTarget SPARQLTargetType SPARQLUpdateExecutable Severity Shape Target TargetType
    TripleRule ValidationReport ValidationResult Validator Violation Warning alternativePath
    annotationProperty annotationValue annotationVarName ask condition conforms construct
    deactivated declare defaultValue description detail entailment filterShape focusNode group
    intersection inversePath js jsFunctionName jsLibrary jsLibraryURL labelTemplate message name
    namespace nodeValidator nodes object oneOrMorePath optional order parameter path predicate
    prefix prefixes propertyValidator result resultAnnotation resultMessage resultPath
    resultSeverity returnType rule select severity shapesGraph shapesGraphWellFormed
    sourceConstraint sourceConstraintComponent sourceShape subject suggestedShapesGraph target
    targetClass targetNode targetObjectsOf targetSubjectsOf this union update validator value
    zeroOrMorePath zeroOrOnePath
    """.split()  # noqa: SIM905 - a hundred words in quotes are hard to read
# All words of the vocabulary of SHACL.
WORDS = frozenset(
    [
        *OTHERS,
        *(word for parameters in COMPONENTS.values() for word in parameters),
        *(f"{name}ConstraintComponent" for name in COMPONENTS),
        *(f"{n}ConstraintComponent-{word}" for n, words in COMPONENTS.items() for word in words),
    ]
)


class Namespace(str):
    """A namespace with ``words``, which are its attributes; any other is an AttributeError.

    A word that Python has for its own is written with a line behind it: ``SH.not_``.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        word = name.rstrip("_")
        if word not in WORDS:
            raise AttributeError(f"SHACL has no {word}")
        return self + word


SH = Namespace("http://www.w3.org/ns/shacl#")
PREFIXES: Mapping[str, str] = {"sh": SH, "rdf": RDF, "rdfs": RDFS, "owl": OWL, "xsd": XSD}
# The local names that every reader takes without escapes; anything else is written in full.
LOCAL_NAME = re.compile(r"[A-Za-z_](?:[\w-]|\.(?=[\w-]))*\Z", re.ASCII)


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return ``iri`` as a prefixed name (``sh:path``), or in angle brackets."""
    known = [(len(ns), p, ns) for p, ns in prefixes.items() if ns and iri.startswith(ns)]
    _, prefix, namespace = max(known, default=(0, "", iri))
    local = iri[len(namespace) :]
    return f"{prefix}:{local}" if LOCAL_NAME.match(local) else f"<{iri}>"


# Words of SHACL Advanced Features and SHACL-JS: nothing here would act on them.
UNSUPPORTED = {
    "rule", "js", "jsLibrary", "target", "expression", "values", "Function", "Rule",
    "SPARQLFunction", "SPARQLRule", "SPARQLTarget", "SPARQLTargetType", "Target",
    "TargetType", "TripleRule",
}  # fmt: skip

# Words of the drafts before SHACL was a recommendation, and what became of them.
RENAMED = {
    "shape": "node", "nodeShape": "node", "valueShape": "node", "hasShape": "node",
    "constraint": "property", "inverseProperty": "inversePath", "scope": "targetNode",
    "scopeNode": "targetNode", "scopeClass": "targetClass", "targetSubject": "targetSubjectsOf",
    "targetObject": "targetObjectsOf", "valueClass": "class", "classIn": "or",
    "directType": "class", "allowedValues": "in", "valueType": "datatype", "notEquals": "disjoint",
    "minimum": "minInclusive", "maximum": "maxInclusive", "regex": "pattern",
}  # fmt: skip

# Its constraints: without its own definitions nothing checks them.
DASH_CONSTRAINTS = (
    "closedByTypes", "coExistsWith", "hasClass", "hasValueIn", "hasValueWithClass", "nonRecursive",
    "reifiableBy", "rootClass", "singleLine", "stem", "subSetOf", "symmetric",
    "uniqueValueForClass", "uriStart",
)  # fmt: skip
