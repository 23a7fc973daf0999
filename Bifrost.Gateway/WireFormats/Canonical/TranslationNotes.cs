using Bifrost.Gateway.WireFormats.OpenAi;

namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>What a target could not be told of a request: what was left out, and what makes the request impossible.</summary>
/// <param name="nameOf">The caller's dialect's own names.</param>
internal sealed class TranslationNotes(Func<ChatField, string> nameOf)
{
    private readonly List<string> _dropped = [];
    private HashSet<string>? _known;

    /// <summary>By the caller's names, each once, in the order of their discovery.</summary>
    public IReadOnlyList<string> Dropped => _dropped;

    /// <summary>The first reason why the target cannot serve the request; null when it can.</summary>
    public ScanError? Refusal { get; private set; }

    /// <summary>Left out, as the vendor's own compatibility layer does.</summary>
    public void Drop(ChatField field) => Drop(nameOf(field));

    /// <summary>Left out: a field of the caller's dialect by its own name.</summary>
    public void Drop(string name)
    {
        // A caller may name a million fields of its own.
        if ((_known ??= new(StringComparer.Ordinal)).Add(name))
        {
            _dropped.Add(name);
        }
    }

    /// <summary>The same where the request says it at all.</summary>
    public void DropIf(bool said, ChatField field)
    {
        if (said)
        {
            Drop(field);
        }
    }

    /// <summary>Not left out after all: this target takes it as it is.</summary>
    public void Keep(string name) => _dropped.Remove(name);

    /// <summary>Without it the answer would be another: the request is refused.</summary>
    /// <param name="field">Named to the caller as the parameter at fault.</param>
    /// <param name="message">A sentence for the caller; never quotes content.</param>
    public void Refuse(ChatField field, string message) => Refusal ??= new ScanError(nameOf(field), message);

    /// <summary>The same of something that the caller's dialect alone has (<see cref="ChatRequest.Untranslatable"/>).</summary>
    public void Refuse(ScanError error) => Refusal ??= error;
}
