namespace Bifrost.Web.AdminApi;

/// <summary>A part of a request that was read before the handler: where one is wrong, the handler does not run.</summary>
internal interface IRequestPart
{
    ApiProblem? Problem { get; }
}
