using Bifrost.Domain.Limits;

namespace Bifrost.Web.Console;

/// <summary>Every address of the console, in one place: page names in kebab case.</summary>
internal static class ConsoleUrls
{
    public const string Overview = "/";
    public const string Requests = "/requests";
    public const string Refusals = "/refusals";
    public const string Usage = "/usage";
    public const string Statements = "/statements";
    public const string Connect = "/connect";
    public const string Playground = "/playground";
    public const string ModelsAndPrices = "/models-and-prices";
    public const string CustomersAndTeams = "/customers-and-teams";
    public const string VirtualKeys = "/virtual-keys";
    public const string Limits = "/limits";
    public const string Audit = "/audit";
    public const string Operators = "/operators";
    public const string Providers = "/providers";
    public const string Compatibility = "/providers?view=compatibility";

    /// <summary>What one would type; it leads to <see cref="Compatibility"/>, for every page of the console is one segment deep.</summary>
    public const string CompatibilityAlias = "/providers/compatibility";

    public const string Alerts = "/alerts";
    public const string Webhooks = "/alerts?view=webhooks";
    public const string AddProvider = "/providers?add=true";
    public const string CreateVirtualKey = "/virtual-keys?create=true";
    public const string NotFound = "/not-found";

    public const string Setup = "/setup";
    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";
    public const string Invite = "/invite";
    public const string SessionTouch = "/session/touch";
    public const string AuditExport = "/audit/export";
    public const string RequestsExport = "/requests/export";

    /// <summary>A list page as a file.</summary>
    public static string Export(string page) => page + "/export";

    /// <summary>What becomes of every feature between a caller's dialect and a provider's.</summary>
    public static string CompatibilityOf(string caller, string provider) => $"{Compatibility}&caller={Uri.EscapeDataString(caller)}&upstream={Uri.EscapeDataString(provider)}";

    /// <summary>The request's drawer on the list of requests.</summary>
    public static string Request(Guid id) => $"{Requests}?request={id}";

    /// <summary>Why a request was refused.</summary>
    public static string WhyRefused(Guid id) => $"{Refusals}?q={id}";

    /// <summary>A provider's failures of the last quarter of an hour.</summary>
    public static string FailuresOf(string provider) => $"{Requests}?range=15m&outcome=provider-error&provider={Uri.EscapeDataString(provider)}";

    /// <summary>The key's drawer on the list of virtual keys.</summary>
    public static string VirtualKey(Guid id) => $"{VirtualKeys}?key={id}";

    /// <summary>A customer or team on the page of both.</summary>
    public static string Owner(string name) => $"{CustomersAndTeams}?q={Uri.EscapeDataString(name)}";

    /// <summary>The same, asking at once whether to freeze it, or to lift its freeze.</summary>
    public static string FreezeOwner(Guid id, string name) => $"{Owner(name)}&freeze={id}";

    /// <summary>The key's drawer, asking at once whether to freeze the key, or to lift its freeze.</summary>
    public static string FreezeKey(Guid id) => $"{VirtualKey(id)}&freeze=true";

    /// <summary>The budgets of one owner, on the page of limits.</summary>
    public static string BudgetsOf(NamedOwner owner) => $"{Limits}?kind={owner.KindText}&q={Uri.EscapeDataString(owner.Name)}";

    /// <summary>Where the limits of an owner are changed.</summary>
    public static string LimitsOwner(NamedOwner owner) => owner.Kind switch
    {
        LimitOwnerKind.VirtualKey => VirtualKey(owner.Id),
        LimitOwnerKind.Customer or LimitOwnerKind.Team => Owner(owner.Name),
        LimitOwnerKind.Provider => $"{Limits}?show=providers&q={Uri.EscapeDataString(owner.Name)}",
        _ => $"{Limits}?show={(owner.Subject switch { LimitSubjectKind.Model => "models", LimitSubjectKind.Tag => "tags", _ => "end-users" })}&q={Uri.EscapeDataString(owner.Name)}",
    };

    /// <summary>The prices of one model, <c>provider/model</c>, with the form for its own price open.</summary>
    public static string SetPrice(string model) => $"{ModelsAndPrices}?q={Uri.EscapeDataString(model)}&price={Uri.EscapeDataString(model)}";

    /// <summary>The provider's drawer on the list of providers.</summary>
    public static string Provider(Guid id) => $"{Providers}?provider={id}";

    /// <summary>The webhook's drawer beside the list of webhooks.</summary>
    public static string Webhook(Guid id) => $"{Webhooks}&webhook={id}";

    /// <summary>The audit trail of one thing.</summary>
    public static string AuditOf(Guid targetId) => $"{Audit}?target={targetId}";

    /// <summary>The sign-in page, which returns to a local address afterwards.</summary>
    public static string SignInThen(string localUrl) =>
        localUrl is "" or "/" ? SignIn : $"{SignIn}?return-url={Uri.EscapeDataString(localUrl)}";

    /// <summary>True for an address on this host only: <c>//evil</c>, <c>\evil</c> and control characters are not.</summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] && (url.Length == 1 || url[1] is not ('/' or '\\'))
        && !url.Contains('\\', StringComparison.Ordinal) && !url.Any(char.IsControl);
}
