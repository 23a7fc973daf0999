namespace Bifrost.Web.AdminApi;

/// <summary>Endpoint metadata: the JSON body that the endpoint reads, for its description.</summary>
internal sealed record JsonBody(Type Type, bool IsOptional);
