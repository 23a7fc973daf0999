using Bifrost.Domain.Providers;

namespace Bifrost.Domain.Governance.File;

/// <summary>Reads the rows of <c>providers</c>.</summary>
internal static class ProviderFields
{
    private static readonly ProviderSpec Defaults = new() { Name = "", Kind = "" };

    public static GovernanceFileRow<ProviderSpec> Read(FileFields fields)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var kind = fields.Required("kind");
        var baseUrl = fields.Optional("base_url");
        var spec = new ProviderSpec
        {
            Name = fields.Required("name"),
            Kind = kind,
            BaseUrl = baseUrl,
            ApiVersion = fields.Optional("api_version"),
            AllowPrivateNetwork = fields.Flag("allow_private_network"),
            Keys = fields.Rows("keys", key => ReadKey(key, kind, baseUrl is not null, names)) ?? [],
            ExtraHeaders = (fields.Map("extra_headers") ?? []).ToDictionary(x => x.Key, x => (string?)x.Value),
            Proxy = fields.Optional("proxy"),
            CaFile = fields.Optional("ca_file"),
            ConnectTimeout = fields.Duration("connect_timeout", Defaults.ConnectTimeout),
            FirstByteTimeout = fields.Duration("first_byte_timeout", Defaults.FirstByteTimeout),
            IdleTimeout = fields.Duration("idle_timeout", Defaults.IdleTimeout),
            MaxRetries = fields.Whole("max_retries") ?? Defaults.MaxRetries,
            Limits = LimitFields.Read(fields),
        };
        CheckKind(fields, spec);
        fields.Report(ProviderRules.Check(spec));
        return fields.Row(spec);
    }

    private static void CheckKind(FileFields fields, ProviderSpec spec)
    {
        if (!ProviderKinds.IsKnown(spec.Kind))
        {
            fields.Report("kind", $"“{spec.Kind}” is not supported yet: write one of {string.Join(", ", ProviderKinds.All)}.");
        }
        else if (spec.BaseUrl is null && (ProviderKinds.NeedsBaseUrl(spec.Kind) || (ProviderKinds.BaseUrlOf(spec.Kind) is null && spec.Keys.Count == 0)))
        {
            fields.Report("base_url", $"This field is needed for {spec.Kind}.");
        }
    }

    private static ProviderKeySpec ReadKey(FileFields fields, string kind, bool isPlaced, HashSet<string> names)
    {
        var spec = new ProviderKeySpec(fields.Required("name"), fields.Text("value"), fields.Number("weight", 1), fields.Texts("models"))
        {
            Fields = KeyFields.Names.Select(x => (Name: x, Value: fields.Text(x))).Where(x => x.Value is not null).ToDictionary(x => x.Name, x => x.Value!, StringComparer.Ordinal),
        };
        fields.Report(ProviderRules.CheckKey(kind, spec));
        if (KeyCompleteness.FaultOf(kind, fields.Has, isPlaced) is { } fault)
        {
            fields.Report([fault]);
        }

        if (!names.Add(spec.Name))
        {
            fields.Report("name", $"Two keys of this provider are called {spec.Name}.");
        }

        return spec;
    }
}
