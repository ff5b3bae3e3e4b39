"""The words of SHACL, as its own vocabulary declares them, and those of others beside them."""

WORDS = frozenset(
    """
    AbstractResult AndConstraintComponent AndConstraintComponent-and BlankNode
    BlankNodeOrIRI BlankNodeOrLiteral ClassConstraintComponent
    ClassConstraintComponent-class ClosedConstraintComponent
    ClosedConstraintComponent-closed ClosedConstraintComponent-ignoredProperties
    ConstraintComponent DatatypeConstraintComponent DatatypeConstraintComponent-datatype
    DisjointConstraintComponent DisjointConstraintComponent-disjoint
    EqualsConstraintComponent EqualsConstraintComponent-equals ExpressionConstraintComponent
    ExpressionConstraintComponent-expression Function HasValueConstraintComponent
    HasValueConstraintComponent-hasValue IRI IRIOrLiteral InConstraintComponent
    InConstraintComponent-in Info JSConstraint JSConstraint-js JSConstraintComponent
    JSExecutable JSFunction JSLibrary JSRule JSTarget JSTargetType JSValidator
    LanguageInConstraintComponent LanguageInConstraintComponent-languageIn
    LessThanConstraintComponent LessThanConstraintComponent-lessThan
    LessThanOrEqualsConstraintComponent LessThanOrEqualsConstraintComponent-lessThanOrEquals
    Literal MaxCountConstraintComponent MaxCountConstraintComponent-maxCount
    MaxExclusiveConstraintComponent MaxExclusiveConstraintComponent-maxExclusive
    MaxInclusiveConstraintComponent MaxInclusiveConstraintComponent-maxInclusive
    MaxLengthConstraintComponent MaxLengthConstraintComponent-maxLength
    MinCountConstraintComponent MinCountConstraintComponent-minCount
    MinExclusiveConstraintComponent MinExclusiveConstraintComponent-minExclusive
    MinInclusiveConstraintComponent MinInclusiveConstraintComponent-minInclusive
    MinLengthConstraintComponent MinLengthConstraintComponent-minLength
    NodeConstraintComponent NodeConstraintComponent-node NodeKind
    NodeKindConstraintComponent NodeKindConstraintComponent-nodeKind NodeShape
    NotConstraintComponent NotConstraintComponent-not OrConstraintComponent
    OrConstraintComponent-or Parameter Parameterizable PatternConstraintComponent
    PatternConstraintComponent-flags PatternConstraintComponent-pattern PrefixDeclaration
    PropertyConstraintComponent PropertyConstraintComponent-property PropertyGroup
    PropertyShape QualifiedMaxCountConstraintComponent
    QualifiedMaxCountConstraintComponent-qualifiedMaxCount
    QualifiedMaxCountConstraintComponent-qualifiedValueShape
    QualifiedMaxCountConstraintComponent-qualifiedValueShapesDisjoint
    QualifiedMinCountConstraintComponent
    QualifiedMinCountConstraintComponent-qualifiedMinCount
    QualifiedMinCountConstraintComponent-qualifiedValueShape
    QualifiedMinCountConstraintComponent-qualifiedValueShapesDisjoint ResultAnnotation Rule
    SPARQLAskExecutable SPARQLAskValidator SPARQLConstraint SPARQLConstraintComponent
    SPARQLConstraintComponent-sparql SPARQLConstructExecutable SPARQLExecutable
    SPARQLFunction SPARQLRule SPARQLSelectExecutable SPARQLSelectValidator SPARQLTarget
    SPARQLTargetType SPARQLUpdateExecutable Severity Shape Target TargetType TripleRule
    UniqueLangConstraintComponent UniqueLangConstraintComponent-uniqueLang ValidationReport
    ValidationResult Validator Violation Warning XoneConstraintComponent
    XoneConstraintComponent-xone alternativePath and annotationProperty annotationValue
    annotationVarName ask class closed condition conforms construct datatype deactivated
    declare defaultValue description detail disjoint entailment equals expression
    filterShape flags focusNode group hasValue ignoredProperties in intersection inversePath
    js jsFunctionName jsLibrary jsLibraryURL labelTemplate languageIn lessThan
    lessThanOrEquals maxCount maxExclusive maxInclusive maxLength message minCount
    minExclusive minInclusive minLength name namespace node nodeKind nodeValidator nodes not
    object oneOrMorePath optional or order parameter path pattern predicate prefix prefixes
    property propertyValidator qualifiedMaxCount qualifiedMinCount qualifiedValueShape
    qualifiedValueShapesDisjoint result resultAnnotation resultMessage resultPath
    resultSeverity returnType rule select severity shapesGraph shapesGraphWellFormed
    sourceConstraint sourceConstraintComponent sourceShape sparql subject
    suggestedShapesGraph target targetClass targetNode targetObjectsOf targetSubjectsOf this
    union uniqueLang update validator value xone zeroOrMorePath zeroOrOnePath
    """.split()  # noqa: SIM905 - two hundred words in quotes are hard to read
)

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

DASH = "http://datashapes.org/dash#"
# Its constraints: without its own definitions nothing checks them.
DASH_CONSTRAINTS = (
    "closedByTypes", "coExistsWith", "hasClass", "hasValueIn", "hasValueWithClass", "nonRecursive",
    "reifiableBy", "rootClass", "singleLine", "stem", "subSetOf", "symmetric",
    "uniqueValueForClass", "uriStart",
)  # fmt: skip
