namespace Bifrost.Web.AdminApi;

/// <summary>Endpoint metadata: the name of the one event that the write leaves, done or denied.</summary>
internal sealed record AuditedWrite(string Action);
