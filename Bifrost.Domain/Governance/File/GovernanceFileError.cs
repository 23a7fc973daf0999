namespace Bifrost.Domain.Governance.File;

/// <summary>What is wrong at one place of a governance file. Never quotes a secret.</summary>
/// <param name="Line">Counted from 1; 0 where the error belongs to no line.</param>
/// <param name="Path">The place, such as <c>providers[0].keys[1].weight</c>; empty for the file as a whole.</param>
/// <param name="Column">Counted from 1 in characters, where the file is no JSON; else 0.</param>
public sealed record GovernanceFileError(int Line, string Path, string Message, int Column = 0)
{
    /// <summary>One line for a terminal: <c>file:line: path: message</c>, or <c>file:line:column: …</c>.</summary>
    public string Describe(string file) =>
        (Line > 0 ? Column > 0 ? $"{file}:{Line}:{Column}: " : $"{file}:{Line}: " : $"{file}: ") + (Path.Length > 0 ? $"{Path}: " : "") + Message;
}
