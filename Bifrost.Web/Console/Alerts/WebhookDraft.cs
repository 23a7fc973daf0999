using Bifrost.Domain.Alerts;

namespace Bifrost.Web.Console.Alerts;

/// <summary>A webhook as it is being edited.</summary>
internal sealed class WebhookDraft
{
    public string Name { get; set; } = "";

    public string Url { get; set; } = "";

    public bool AllowPrivateNetwork { get; set; }

    /// <summary>Of each kind, whether it is sent.</summary>
    public bool[] Sends { get; set; } = [.. AlertKinds.All.Select(_ => true)];

    public static WebhookDraft Of(Webhook webhook) => new()
    {
        Name = webhook.Name,
        Url = webhook.Url,
        AllowPrivateNetwork = webhook.AllowPrivateNetwork,
        Sends = [.. AlertKinds.All.Select(x => webhook.Kinds.Count == 0 || webhook.Kinds.Contains(x))],
    };

    /// <summary>All of them are written as none: kinds that come with a later version are sent too.</summary>
    public WebhookSpec ToSpec() => new(Name.Trim(), Url.Trim(), Array.TrueForAll(Sends, x => x) ? [] : [.. AlertKinds.All.Where((_, i) => Sends[i])], AllowPrivateNetwork);

    public bool SendsNothing => Array.TrueForAll(Sends, x => !x);
}
