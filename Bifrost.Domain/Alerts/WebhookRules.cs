using Bifrost.Domain.Governance;

namespace Bifrost.Domain.Alerts;

/// <summary>What a webhook may be, apart from what the database knows.</summary>
public static class WebhookRules
{
    /// <summary>Most webhooks of one installation: each alert writes a row for each of them.</summary>
    public const int Most = 50;

    private const int LongestUrl = 2_000;

    public static List<FieldError> Check(WebhookSpec spec)
    {
        var errors = new List<FieldError>();
        if (Names.Check(spec.Name) is { } wrong)
        {
            errors.Add(new("name", wrong));
        }

        if (CheckUrl(spec.Url, spec.AllowPrivateNetwork) is { } badUrl)
        {
            errors.Add(new("url", badUrl));
        }

        if (spec.Kinds.FirstOrDefault(x => AlertKinds.Parse(x) is null) is { } unknown)
        {
            errors.Add(new("kinds", $"“{unknown}” is no kind of alert: write some of {string.Join(", ", AlertKinds.All)}, or none for all of them."));
        }
        else if (spec.Kinds.Distinct(StringComparer.Ordinal).Count() != spec.Kinds.Count)
        {
            errors.Add(new("kinds", "Each kind once."));
        }

        return errors;
    }

    private static string? CheckUrl(string text, bool allowPrivate)
    {
        if (text.Length > LongestUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
        {
            return "Write an absolute address, such as https://hooks.example.com/bifrost.";
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return "Leave out user name, password and fragment: deliveries are told from others by their signature.";
        }

        return url.Scheme == "http" && !allowPrivate
            ? "Use https: http is for receivers on a private network, which allow_private_network says."
            : null;
    }
}
