namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// A conversation for dialects that have one place for the system's words, and turns of user and assistant that alternate: what
/// tools answered stands first in the user's turn after their call.
/// </summary>
internal sealed class AlternatingTurns
{
    /// <summary>The parts of all system and developer messages.</summary>
    public List<ContentPart> System { get; } = [];

    public List<Turn> Turns { get; } = [];

    /// <param name="messages">In order.</param>
    /// <param name="keeps">Whether a part can be written; a turn without any is left out, for no vendor takes one.</param>
    /// <param name="notes">Names of participants are dropped.</param>
    public static AlternatingTurns Of(List<ChatMessage> messages, Func<ContentPart, ChatRole, bool> keeps, TranslationNotes notes)
    {
        var turns = new AlternatingTurns();
        foreach (var message in messages)
        {
            if (message.Name is not null)
            {
                notes.Drop(ChatField.ParticipantName);
            }

            turns.Add(message.Role, message.Parts.FindAll(x => keeps(x, message.Role)));
        }

        if (turns.Turns.Count == 0)
        {
            notes.Refuse(ChatField.Messages, "The provider of this model needs a message that is no system message, with content.");
        }

        return turns;
    }

    private void Add(ChatRole role, List<ContentPart> kept)
    {
        if (role is ChatRole.System or ChatRole.Developer)
        {
            System.AddRange(kept);
            return;
        }

        var isAssistant = role == ChatRole.Assistant;
        if (kept.Count > 0 && (Turns.Count == 0 || Turns[^1].IsAssistant != isAssistant))
        {
            Turns.Add(new Turn(isAssistant));
        }

        kept.ForEach(x => Turns[^1].Add(x));
    }

    internal sealed class Turn(bool isAssistant)
    {
        private readonly List<ContentPart> _results = [];
        private readonly List<ContentPart> _rest = [];

        public bool IsAssistant => isAssistant;

        /// <summary>What tools answered, then the rest.</summary>
        public List<ContentPart> Parts => _results.Count == 0 ? _rest : [.. _results, .. _rest];

        public void Add(ContentPart part) => (part is ToolResultPart ? _results : _rest).Add(part);
    }
}
