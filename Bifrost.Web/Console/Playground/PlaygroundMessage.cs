using System.Text;
using Bifrost.Domain.Usage;

namespace Bifrost.Web.Console.Playground;

/// <summary>One message of the conversation on the page; nothing of it is stored.</summary>
public sealed class PlaygroundMessage(string role, string text = "")
{
    public string Role => role;

    public StringBuilder Text { get; } = new(text);

    /// <summary>Of an answer, once it has begun.</summary>
    public Guid? RequestId { get; set; }

    /// <summary>Of an answer, once its request is recorded.</summary>
    public UsageRecord? Record { get; set; }

    /// <summary>Why there is no answer, in words.</summary>
    public string? Problem { get; set; }

    public bool WasStopped { get; set; }
}
