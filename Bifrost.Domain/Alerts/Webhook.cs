using Bifrost.Domain.Persistence;

namespace Bifrost.Domain.Alerts;

/// <summary>An address that alerts are sent to, as Standard Webhooks 1.0 says: signed with a secret of its own.</summary>
public sealed class Webhook : IVersioned
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>Absolute; https unless <see cref="AllowPrivateNetwork"/>.</summary>
    public required string Url { get; set; }

    /// <summary>The address as those see it who may not edit it: a query can carry a secret.</summary>
    public string ShownUrl => ShownOf(Url);

    /// <summary>What is shown of an address.</summary>
    public static string ShownOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : "";

    /// <summary>Which kinds are sent, as <see cref="AlertKinds"/> writes them; empty sends all.</summary>
    public List<string> Kinds { get; set; } = [];

    /// <summary>Lets the host resolve to a private, loopback or link-local address, and the address be plain http.</summary>
    public bool AllowPrivateNetwork { get; set; }

    /// <summary>AES-256-GCM under the master key, bound to this row.</summary>
    public byte[] EncryptedSecret { get; set; } = [];

    public string LastFour { get; set; } = "";

    /// <summary>The secret before the last rotation: signs beside the new one until <see cref="PreviousUntil"/>.</summary>
    public byte[]? EncryptedPreviousSecret { get; set; }

    public DateTime? PreviousUntil { get; set; }

    public DateTime? DisabledAt { get; set; }

    /// <summary>Why it was disabled, where not an operator did it.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>Managed by a governance file: changed and removed there.</summary>
    public bool FromFile { get; set; }

    public DateTime CreatedAt { get; set; }

    public int Version { get; set; }

    /// <summary>An alert of this kind is sent to it.</summary>
    public bool Wants(AlertKind kind) => DisabledAt is null && (Kinds.Count == 0 || Kinds.Contains(AlertKinds.TextOf(kind)));
}
