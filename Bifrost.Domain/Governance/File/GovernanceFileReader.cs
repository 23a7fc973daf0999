using System.Security.Cryptography;
using Bifrost.Domain.Alerts;
using Bifrost.Domain.Identity;
using Bifrost.Domain.Providers;
using Bifrost.Domain.Tenancy;
using Bifrost.Domain.VirtualKeys;

namespace Bifrost.Domain.Governance.File;

/// <summary>Reads a governance file and checks all that can be checked without a database. Lists every error, never only the first.</summary>
public sealed class GovernanceFileReader
{
    /// <summary>The largest file, bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private readonly FileValues _values;

    private GovernanceFileReader(FileValues values) => _values = values;

    /// <summary>Reads a file from disk.</summary>
    /// <param name="environment">Looks up the variable behind <c>env.NAME</c>; null is not set.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static GovernanceFileReading ReadFile(string path, Func<string, string?> environment)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[(stream.CanSeek ? (int)Math.Min(stream.Length, MaxBytes) : MaxBytes) + 1];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Read(bytes.AsSpan(0, length), environment);
    }

    /// <summary>Reads the bytes of a file.</summary>
    public static GovernanceFileReading Read(ReadOnlySpan<byte> json, Func<string, string?> environment)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(json));
        if (json.Length > MaxBytes)
        {
            return new GovernanceFileReading(null, [new(0, "", $"The file is larger than {MaxBytes / 1024 / 1024} MiB.")], digest);
        }

        var values = new FileValues(environment);
        var root = FileNodeReader.Read(json, values.Errors);
        var file = root is not null && values.Expect(root, FileNodeKind.Object)
            ? new GovernanceFileReader(values).ReadSections(new FileFields(root, values))
            : null;
        var errors = values.Errors.OrderBy(x => x.Line).ToList();
        return new GovernanceFileReading(errors.Count == 0 ? file : null, errors, digest);
    }

    private GovernanceFile ReadSections(FileFields root)
    {
        // Editors find the schema by this field; it says nothing about governance.
        root.Text("$schema");
        var file = new GovernanceFile
        {
            Customers = root.Rows("customers", ReadCustomer),
            Teams = root.Rows("teams", ReadTeam),
            Providers = root.Rows("providers", ProviderFields.Read),
            Prices = root.Rows("prices", ReadPrice),
            VirtualKeys = root.Rows("virtual_keys", ReadKey),
            ModelLimits = root.Rows("model_limits", LimitFields.ReadModel),
            TagLimits = root.Rows("tag_limits", LimitFields.ReadTag),
            EndUserLimits = root.Rows("end_user_limits", LimitFields.ReadEndUser),
            Webhooks = root.Rows("webhooks", WebhookFields.Read),
            AdminTokens = root.Rows("admin_tokens", ReadToken),
        };
        root.Close();
        if (file.Webhooks?.Count > WebhookRules.Most)
        {
            root.Report("webhooks", $"At most {WebhookRules.Most} of one installation.");
        }

        Distinct(file.Customers, x => x.Name, "name");
        Distinct(file.Teams, x => x.Name, "name");
        Distinct(file.Providers, x => x.Name, "name");
        Distinct(file.Prices, x => $"{x.Model} {x.EffectiveFrom:O}", "model");
        Distinct(file.VirtualKeys, x => x.Spec.Name, "name");
        Distinct(file.VirtualKeys, x => x.Value.Reveal(), "value");
        Distinct(file.ModelLimits, x => x.Pattern, "model");
        Distinct(file.TagLimits, x => x.Pattern, "tag");
        Distinct(file.EndUserLimits, x => x.Pattern, "end_user");
        Distinct(file.Webhooks, x => x.Spec.Name, "name");
        Distinct(file.AdminTokens, x => x.Name, "name");
        Distinct(file.AdminTokens, x => x.Value.Reveal(), "value");
        return file;
    }

    private static GovernanceFileRow<CustomerSpec> ReadCustomer(FileFields fields)
    {
        var spec = new CustomerSpec(fields.Required("name"), fields.Texts("models"), LimitFields.Read(fields));
        fields.Report(OwnerErrors(spec.Name, spec.Models));
        return fields.Row(spec);
    }

    private static GovernanceFileRow<TeamSpec> ReadTeam(FileFields fields)
    {
        var spec = new TeamSpec(fields.Required("name"), fields.Optional("customer"), fields.Texts("models"), LimitFields.Read(fields));
        fields.Report(OwnerErrors(spec.Name, spec.Models));
        return fields.Row(spec);
    }

    private static GovernanceFileRow<FiledKey> ReadKey(FileFields fields)
    {
        var spec = new VirtualKeySpec(
            fields.Required("name"),
            fields.Optional("team"),
            fields.Optional("customer"),
            fields.Texts("models"),
            fields.Map("tags"),
            fields.At("expires_at"),
            fields.Whole("capture_content_days", mayBeNull: true),
            LimitFields.Read(fields))
        {
            Grace = fields.OptionalDuration("grace"),
            Person = fields.Optional("person"),
        };

        // A key that has expired since it was applied is no fault of the file: only the applier minds, and only for a new one.
        fields.Report(VirtualKeyRules.Check(spec, DateTime.MinValue));
        return fields.Row(new FiledKey(spec, ReadSecret(fields, KeySecret.VirtualKeyPrefix)));
    }

    private static GovernanceFileRow<FiledToken> ReadToken(FileFields fields)
    {
        var name = fields.Required("name");
        if (Names.Check(name) is { } wrong)
        {
            fields.Report("name", wrong);
        }

        var role = fields.Required("role");
        if (role is not ("admin" or "auditor"))
        {
            fields.Report("role", $"“{role}” is no role: write admin or auditor.");
        }

        return fields.Row(new FiledToken(name, role == "admin" ? Role.Admin : Role.Auditor, ReadSecret(fields, KeySecret.AdminTokenPrefix)));
    }

    private static Secret ReadSecret(FileFields fields, string prefix)
    {
        var secret = fields.Required("value");
        if (!KeySecret.IsWellFormed(secret, prefix))
        {
            fields.Report("value", $"This is no secret of our form: {prefix}, 34 letters or digits, and 6 of checksum.");
        }

        return new Secret(secret);
    }

    private static GovernanceFileRow<PriceSpec> ReadPrice(FileFields fields)
    {
        var spec = new PriceSpec
        {
            Model = fields.Required("model"),
            InputPerMtok = fields.Exact("input_per_mtok"),
            CachedInputPerMtok = fields.Exact("cached_input_per_mtok"),
            CacheWritePerMtok = fields.Exact("cache_write_per_mtok"),
            CacheWrite1hPerMtok = fields.Exact("cache_write_1h_per_mtok"),
            OutputPerMtok = fields.Exact("output_per_mtok"),
            ReasoningPerMtok = fields.Exact("reasoning_per_mtok"),
            RequestsPerThousand = fields.Exact("requests_per_thousand"),
            PerImage = fields.Exact("per_image"),
            PerAudioHour = fields.Exact("per_audio_hour"),
            PerMchar = fields.Exact("per_mchar"),
            SearchesPerThousand = fields.Exact("searches_per_thousand"),
            DiscountPercent = fields.Exact("discount_percent"),
            EffectiveFrom = fields.At("effective_from"),
        };
        fields.Report(PriceCommands.CheckSpec(spec));
        return fields.Row(spec);
    }

    private static IEnumerable<FieldError> OwnerErrors(string name, IReadOnlyList<string>? models)
    {
        var wrong = Names.Check(name);
        return [.. wrong is null ? [] : (FieldError[])[new("name", wrong)], .. VirtualKeyRules.CheckModels(models)];
    }

    private void Distinct<T>(IEnumerable<GovernanceFileRow<T>>? rows, Func<T, string> key, string field)
    {
        var first = new Dictionary<string, GovernanceFileRow<T>>(StringComparer.Ordinal);
        foreach (var row in rows ?? [])
        {
            var text = key(row.Spec);
            if (text.Length > 0 && !first.TryAdd(text, row))
            {
                var error = row.ErrorAt(field, $"The same as that of {first[text].Path} in line {first[text].Line}: it must be unique.");
                _values.Fail(error.Line, error.Path, error.Message);
            }
        }
    }
}
