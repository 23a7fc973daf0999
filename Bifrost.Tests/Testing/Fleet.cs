using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Tests.Testing;

/// <summary>The governance that end-to-end tests start processes with: one provider, one key, one admin token, known prices.</summary>
public sealed class Fleet
{
    public static readonly string MasterKey = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(x => (byte)x)]);

    /// <summary>The virtual key <c>load</c>, which may use everything.</summary>
    public string Key { get; } = KeySecret.Create(KeySecret.VirtualKeyPrefix);

    /// <summary>The admin token <c>robot</c>.</summary>
    public string AdminToken { get; } = KeySecret.Create(KeySecret.AdminTokenPrefix);

    /// <summary>What the provider <c>fake</c> is presented with.</summary>
    public string UpstreamKey { get; init; } = "upstream-key-main";

    /// <summary>How one process of the fleet is started.</summary>
    /// <param name="database">A PostgreSQL connection string; null = SQLite in the data folder.</param>
    public BifrostProcessOptions Options(FakeProvider provider, string? database = null, params IEnumerable<(string Name, string Value)> environment)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var variables = new Dictionary<string, string?>
        {
            ["BIFROST_VK_LOAD"] = Key,
            ["BIFROST_ADMIN_TOKEN"] = AdminToken,
            ["UPSTREAM_KEY"] = UpstreamKey,
            ["BIFROST_MASTER_KEY"] = MasterKey,
            ["BIFROST_SETUP_TOKEN"] = ConsoleVisitor.SetupToken,
        };
        foreach (var (name, value) in environment) variables[name] = value;
        return new BifrostProcessOptions
        {
            Database = database,
            Environment = variables,
            Governance = $$"""
                {
                  "providers": [ { "name": "fake", "kind": "openai-compatible", "base_url": "{{provider.BaseUrl}}", "allow_private_network": true,
                      "keys": [ { "name": "main", "value": "env.UPSTREAM_KEY" } ] } ],
                  "virtual_keys": [ { "name": "load", "value": "env.BIFROST_VK_LOAD", "models": ["*"] } ],
                  "admin_tokens": [ { "name": "robot", "value": "env.BIFROST_ADMIN_TOKEN", "role": "admin" } ],
                  "prices": [ { "model": "fake/*", "input_per_mtok": 1, "output_per_mtok": 2 } ]
                }
                """,
        };
    }

    /// <summary>A client of the admin API, by token.</summary>
    public HttpClient Admin(BifrostProcess bifrost)
    {
        ArgumentNullException.ThrowIfNull(bifrost);
        var client = bifrost.CreateClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", AdminToken);
        return client;
    }

    /// <summary>The ids of <c>usage export</c>, in its order; doubled ones doubly.</summary>
    public static async Task<List<Guid>> ExportedIdsAsync(BifrostProcess bifrost)
    {
        ArgumentNullException.ThrowIfNull(bifrost);
        var export = (await bifrost.RunVerbAsync("usage", "export", "--format", "csv")).Succeeded("usage export");
        return [.. export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(x => Guid.Parse(x.AsSpan(0, 36), null))];
    }
}
