namespace Bifrost.Gateway.WireFormats.OpenAi;

/// <summary>Where a walk through a prompt stands.</summary>
/// <param name="field">The top-level field whose value it is; none for one that the gateway does not know.</param>
/// <param name="depth">The reader's, at the value's own bracket.</param>
internal struct ContentWalk(RequestField field, int depth)
{
    public readonly RequestField Field = field;

    public readonly int Depth = depth;

    /// <summary>The name that the next value stands under.</summary>
    public ContentName Name = ContentName.Plain;

    /// <summary>Within a value that may become text as JSON: counted whole, from <see cref="OpaqueStart"/> to its end.</summary>
    public bool IsOpaque;

    public int OpaqueDepth;

    public long OpaqueStart;

    /// <summary>Objects that are open.</summary>
    public int Objects;

    /// <summary>The item's field is one where an image or a clip stands for itself rather than for text.</summary>
    public bool Embeds;

    /// <summary>Numbers of a plain array of tokens were seen: they are one prompt.</summary>
    public bool HasTokens;

    /// <summary>What the item has so far.</summary>
    public ItemParts Item;

    /// <summary>What the item has if the next value is not null.</summary>
    public ItemParts Next;
}
