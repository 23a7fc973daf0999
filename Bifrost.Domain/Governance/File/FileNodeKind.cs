namespace Bifrost.Domain.Governance.File;

/// <summary>The kinds of JSON values, in the words of error messages.</summary>
internal enum FileNodeKind
{
    Object,
    Array,
    Text,
    Number,
    Boolean,
    Null,
}
