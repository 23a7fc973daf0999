namespace Bifrost.Tests.Testing;

/// <summary>How a real Bifrost process is started.</summary>
public sealed record BifrostProcessOptions
{
    /// <summary>The data folder; null = a temp folder that lives as long as the process object.</summary>
    public string? DataFolder { get; init; }

    /// <summary><c>--database</c>; null = SQLite in the data folder.</summary>
    public string? Database { get; init; }

    /// <summary>Content of a governance file, written beside the data folder and given as <c>--config</c>; null = none.</summary>
    public string? Governance { get; init; }

    /// <summary>Added to a clean environment (no inherited <c>BIFROST_*</c>, <c>ASPNETCORE_*</c>, <c>OTEL_*</c>); null removes.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Further arguments of <c>serve</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where <c>Bifrost.Web.dll</c> is; null = the build output of the tests' configuration.</summary>
    public string? AppFolder { get; init; }

    /// <summary>How long to wait for <c>/health/ready</c>.</summary>
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);
}
