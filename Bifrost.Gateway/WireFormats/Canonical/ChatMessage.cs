namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>Who speaks.</summary>
internal enum ChatRole
{
    System,
    Developer,
    User,
    Assistant,

    /// <summary>Holds <see cref="ToolResultPart"/>s alone, one or several.</summary>
    Tool,
}

/// <summary>One message: a role and its parts, in order.</summary>
internal sealed class ChatMessage(ChatRole role)
{
    public ChatMessage(ChatRole role, string text)
        : this(role) => Parts.Add(new TextPart(text));

    public ChatRole Role => role;

    public List<ContentPart> Parts { get; } = [];

    /// <summary>Of a participant, where a dialect has such names.</summary>
    public string? Name { get; set; }
}
