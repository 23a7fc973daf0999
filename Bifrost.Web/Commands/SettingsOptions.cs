using System.CommandLine;
using Bifrost.Web.Hosting;

namespace Bifrost.Web.Commands;

/// <summary>The settings' flags, accepted before or after any verb.</summary>
internal sealed class SettingsOptions
{
    private readonly List<Option<string>> _options =
    [
        Setting("--urls", "ADDRESSES", "Listen addresses, separated by ; (BIFROST_URLS). Default http://localhost:8080."),
        Setting("--data", "FOLDER", "Data folder (BIFROST_DATA). Default ./bifrost-data."),
        Setting("--database", "CONNECTION", "Host=… or postgres://… for PostgreSQL (BIFROST_DATABASE). Default SQLite in the data folder."),
        Setting("--config", "FILE", "Governance file to apply at start (BIFROST_CONFIG)."),
        Setting("--role", "ROLE", "all, gateway or console (BIFROST_ROLE). Default all."),
        Setting("--master-key-file", "FILE", "File with the master key: 32 bytes in base64 (or BIFROST_MASTER_KEY)."),
        Setting("--budget-lease", "TIME", "How long a node goes on spending what it has leased of budgets while PostgreSQL is away (BIFROST_BUDGET_LEASE). Default 15m."),
        Setting("--queue-timeout", "TIME", "How long a call waits for a place where requests at once are capped (BIFROST_QUEUE_TIMEOUT). Default 5s; 0s refuses at once."),
        Setting("--max-request-mib", "MIB", "Largest request body (BIFROST_MAX_REQUEST_MIB). Default 32."),
    ];

    public void AddTo(RootCommand root) => _options.ForEach(root.Options.Add);

    /// <summary>Leaves them out of what <c>--help</c> lists; they are accepted all the same.</summary>
    public void Hide() => _options.ForEach(static x => x.Hidden = true);

    /// <summary>Reads flags and environment.</summary>
    /// <exception cref="SettingsException">Every setting that is wrong, one a line.</exception>
    public BifrostSettings Read(ParseResult parsed)
    {
        var flags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in _options)
        {
            if (parsed.GetValue(option) is { } value)
            {
                flags[option.Name] = value;
            }
        }

        var reader = new SettingsReader(flags, Environment.GetEnvironmentVariable);
        return reader.Read() ?? throw new SettingsException(string.Join(Environment.NewLine, reader.Errors));
    }

    private static Option<string> Setting(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Recursive = true };
}
