using System.Globalization;
using System.Net;

namespace Bifrost.Web.Hosting;

/// <summary>Reads the settings from flags and the environment (a flag wins) and lists every error, each with its name.</summary>
internal sealed partial class SettingsReader(IReadOnlyDictionary<string, string> flags, Func<string, string?> environment)
{
    private readonly List<string> _errors = [];

    /// <summary>An address that a browser on this machine can open, of one that a server listens on.</summary>
    public static Uri Reachable(Uri listening) =>
        listening.Host is "0.0.0.0" or "[::]" or "+" or "*" ? new UriBuilder(listening) { Host = "localhost" }.Uri : listening;

    /// <summary>All that is wrong; empty when the settings may be used.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public BifrostSettings? Read()
    {
        var data = Path.GetFullPath(Text("--data", "BIFROST_DATA") ?? "./bifrost-data");
        var urls = ReadUrls();
        var database = ReadDatabase(data);
        var role = ReadRole();
        var publicUrl = ReadPublicUrl();
        var config = Text("--config", "BIFROST_CONFIG");
        if (config is not null && !File.Exists(config))
        {
            _errors.Add($"--config (BIFROST_CONFIG): there is no file {config}.");
        }

        var settings = new BifrostSettings
        {
            Urls = urls,
            HasUrls = Text("--urls", "BIFROST_URLS") is not null,
            DataFolder = data,
            Database = database,
            ConfigFile = config is null ? null : Path.GetFullPath(config),
            Role = role,
            PublicUrl = publicUrl ?? Reachable(urls),
            HasPublicUrl = publicUrl is not null,
            KnownProxies = ReadKnownProxies(),
            MasterKey = ReadMasterKey(),
            SetupToken = ReadSetupToken(),
            MaxRequestBytes = ReadMaxRequestBytes(),
            BudgetLease = ReadTime("--budget-lease", "BIFROST_BUDGET_LEASE", BifrostSettings.DefaultBudgetLease, TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)),
            QueueTimeout = ReadTime("--queue-timeout", "BIFROST_QUEUE_TIMEOUT", BifrostSettings.DefaultQueueTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
        };
        return _errors.Count == 0 ? settings : null;
    }

    private static Uri Reachable(List<Uri> urls) => urls.Count == 0 ? new Uri("http://localhost:8080") : Reachable(urls[0]);

    private string? Text(string? flag, string variable)
    {
        var text = flag is not null && flags.TryGetValue(flag, out var given) ? given : environment(variable);
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    private List<Uri> ReadUrls()
    {
        var urls = new List<Uri>();
        foreach (var url in (Text("--urls", "BIFROST_URLS") ?? "http://localhost:8080").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var readable = url.Replace("://+", "://0.0.0.0", StringComparison.Ordinal).Replace("://*", "://0.0.0.0", StringComparison.Ordinal);
            if (Uri.TryCreate(readable, UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.AbsolutePath == "/")
            {
                urls.Add(uri);
            }
            else
            {
                _errors.Add($"--urls (BIFROST_URLS): “{url}” is no listen address such as http://localhost:8080. TLS belongs to the ingress before Bifrost.");
            }
        }

        return urls;
    }

    private DatabaseSetting ReadDatabase(string data)
    {
        var text = Text("--database", "BIFROST_DATABASE");
        if (text is null)
        {
            return DatabaseSetting.Sqlite(data);
        }

        if (text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return FromPostgresUrl(text);
        }

        if (text.Contains("Host=", StringComparison.OrdinalIgnoreCase))
        {
            return new DatabaseSetting(true, text, PostgresName(text));
        }

        _errors.Add("--database (BIFROST_DATABASE): write Host=…;Database=…;Username=… or postgres://user:password@host/database; leave it out for SQLite.");
        return new DatabaseSetting(false, "", "");
    }

    private DatabaseSetting FromPostgresUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.AbsolutePath.Length < 2)
        {
            _errors.Add("--database (BIFROST_DATABASE): the postgres:// address needs a host and a database name.");
            return new DatabaseSetting(true, "", "");
        }

        var user = uri.UserInfo.Split(':', 2);
        var builder = new System.Data.Common.DbConnectionStringBuilder
        {
            ["Host"] = uri.Host,
            ["Port"] = uri.Port > 0 ? uri.Port : 5432,
            ["Database"] = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
        };
        if (user[0].Length > 0)
        {
            builder["Username"] = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            builder["Password"] = Uri.UnescapeDataString(user[1]);
        }

        foreach (var (key, value) in Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(uri.Query))
        {
            builder[key == "sslmode" ? "SSL Mode" : key] = value.ToString();
        }

        return new DatabaseSetting(true, builder.ConnectionString, $"{uri.Host}{uri.AbsolutePath}");
    }

    private static string PostgresName(string connectionString)
    {
        var builder = new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connectionString };
        return $"{(builder.TryGetValue("Host", out var host) ? host : "")}/{(builder.TryGetValue("Database", out var database) ? database : "")}";
    }

    private HostRole ReadRole()
    {
        var text = Text("--role", "BIFROST_ROLE") ?? "all";
        switch (text)
        {
            case "all": return HostRole.All;
            case "gateway": return HostRole.Gateway;
            case "console": return HostRole.Console;
            default:
                _errors.Add($"--role (BIFROST_ROLE): “{text}” is none of all, gateway, console.");
                return HostRole.All;
        }
    }

    private Uri? ReadPublicUrl()
    {
        var text = Text(null, "BIFROST_PUBLIC_URL");
        if (text is null)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/" && uri.Query.Length == 0)
        {
            return uri;
        }

        _errors.Add($"BIFROST_PUBLIC_URL: “{text}” is no address such as https://bifrost.example.com (without a path).");
        return null;
    }

    private List<IPNetwork> ReadKnownProxies()
    {
        var networks = new List<IPNetwork>();
        foreach (var part in (Text(null, "BIFROST_KNOWN_PROXIES") ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPNetwork.TryParse(part, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(part, out var address))
            {
                networks.Add(new IPNetwork(address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 32 : 128));
            }
            else
            {
                _errors.Add($"BIFROST_KNOWN_PROXIES: “{part}” is neither an address nor a network such as 10.0.0.0/8.");
            }
        }

        return networks;
    }

    private byte[]? ReadMasterKey()
    {
        var file = Text("--master-key-file", "BIFROST_MASTER_KEY_FILE");
        var text = Text(null, "BIFROST_MASTER_KEY");
        var name = file is null ? "BIFROST_MASTER_KEY" : "--master-key-file";
        if (file is not null)
        {
            if (!File.Exists(file))
            {
                _errors.Add($"--master-key-file: there is no file {file}.");
                return null;
            }

            text = File.ReadAllText(file).Trim();
        }

        if (text is null)
        {
            return null;
        }

        var bytes = new byte[Domain.Persistence.MasterKey.Length];
        if (Convert.TryFromBase64String(text, bytes, out var length) && length == bytes.Length)
        {
            return bytes;
        }

        _errors.Add($"{name}: 32 bytes in base64 are needed (openssl rand -base64 32).");
        return null;
    }

    private string? ReadSetupToken()
    {
        var token = Text(null, "BIFROST_SETUP_TOKEN");
        if (token is not null && (token.Length < 16 || token.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))))
        {
            _errors.Add("BIFROST_SETUP_TOKEN: use at least 16 letters, digits, - or _.");
        }

        return token;
    }
}
