namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>What was seen of one item of <c>input</c>: it decides whether the item is what it says, or a reference to what the provider keeps.</summary>
[Flags]
internal enum ItemParts
{
    None = 0,
    Id = 1,
    Content = 2,
    Encrypted = 4,

    /// <summary>Its type says that it is a message.</summary>
    Message = 8,

    /// <summary>Its type says that it is reasoning.</summary>
    Reasoning = 16,

    /// <summary>It has another type.</summary>
    Typed = 32,
}
