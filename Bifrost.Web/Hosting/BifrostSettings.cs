using System.Net;

namespace Bifrost.Web.Hosting;

/// <summary>The settings of the process, as validated at start. What an operator edits at run time is governance, never a setting.</summary>
internal sealed record BifrostSettings
{
    /// <summary>The default body limit, MiB.</summary>
    public const int DefaultMaxRequestMib = 32;

    public static readonly TimeSpan DefaultQueueTimeout = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan DefaultBudgetLease = TimeSpan.FromMinutes(15);

    /// <summary>Listen addresses, <c>http://host:port</c>.</summary>
    public required IReadOnlyList<Uri> Urls { get; init; }

    /// <summary>Whether <see cref="Urls"/> were given rather than the default.</summary>
    public bool HasUrls { get; init; }

    /// <summary>Absolute path of the folder for the database, the journal and the generated master key.</summary>
    public required string DataFolder { get; init; }

    public required DatabaseSetting Database { get; init; }

    /// <summary>Absolute path of the governance file to apply at start.</summary>
    public string? ConfigFile { get; init; }

    public HostRole Role { get; init; }

    /// <summary>What links, snippets and cookies use: the public URL, or the first listen address.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>Whether <see cref="PublicUrl"/> was given rather than derived.</summary>
    public bool HasPublicUrl { get; init; }

    /// <summary>Networks whose <c>X-Forwarded-*</c> headers are believed; nobody else's are.</summary>
    public IReadOnlyList<IPNetwork> KnownProxies { get; init; } = [];

    /// <summary>From <c>BIFROST_MASTER_KEY</c> or <c>--master-key-file</c>; null uses the data folder's, on SQLite only.</summary>
    public byte[]? MasterKey { get; init; }

    /// <summary>Fixes the token of the setup link.</summary>
    public string? SetupToken { get; init; }

    /// <summary>How long a node of several goes on spending what it has leased of budgets while PostgreSQL is away.</summary>
    public TimeSpan BudgetLease { get; init; } = DefaultBudgetLease;

    /// <summary>How long a call waits for a place among requests at once.</summary>
    public TimeSpan QueueTimeout { get; init; } = DefaultQueueTimeout;

    /// <summary>Largest request body, bytes.</summary>
    public long MaxRequestBytes { get; init; } = DefaultMaxRequestMib * 1024L * 1024L;
}
