using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Bifrost.Tests.Architecture;

/// <summary>One way out: what opens connections is made in one file, and everybody else is given it.</summary>
public sealed class EgressRuleTests
{
    private const string TheOnlyOne = "Bifrost.Gateway/Forwarding/UpstreamConnections.cs";

    // Opens nothing: it sends through an invoker that it is given.
    private const string Wrapper = "Bifrost.Gateway/Forwarding/AttemptInvoker.cs";

    private static readonly string[] Transports =
    [
        "HttpClient", "HttpMessageInvoker", "SocketsHttpHandler", "HttpClientHandler", "WinHttpHandler", "Socket", "TcpClient", "UdpClient", "NetworkStream",
        "ClientWebSocket", "WebClient", "SmtpClient", "QuicConnection", "NamedPipeClientStream", "HttpClientTransport", "AmazonHttpClientFactory",
    ];

    // They make a client of their own, or hand out one that somebody else has made.
    private static readonly string[] Factories = ["AddHttpClient", "IHttpClientFactory.CreateClient", "WebRequest.Create", "WebRequest.CreateHttp", "QuicConnection.ConnectAsync", "HttpForwarderFactory", "ForwarderHttpClientFactory"];

    [Fact]
    public void Nothing_else_of_the_gateway_opens_connections()
    {
        var files = Sources.Code.Where(x => x.Path.StartsWith("Bifrost.Gateway/", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(Found(files.Single(x => x.Path == TheOnlyOne).Root));
        Assert.Equal("HttpMessageInvoker(new SharedHandler(provider))", Assert.Single(Found(files.Single(x => x.Path == Wrapper).Root)));
        Assert.Empty(files.Where(x => x.Path is not (TheOnlyOne or Wrapper)).SelectMany(x => Found(x.Root).Select(what => $"{x.Path}: {what}")));
    }

    [Theory]
    [InlineData("var a = new HttpClient();")]
    [InlineData("var a = new System.Net.Http.HttpClient(handler);")]
    [InlineData("using SocketsHttpHandler a = new();")]
    [InlineData("HttpClient? a = new(handler);")]
    [InlineData("private readonly HttpClient _a = new(handler);")]
    [InlineData("HttpClient A() => new(handler);")]
    [InlineData("HttpClient A() { return new(handler); }")]
    [InlineData("HttpClient A { get; } = new();")]
    [InlineData("HttpClient A => new();")]
    [InlineData("HttpClient a; a = new();")]
    [InlineData("services.AddHttpClient();")]
    [InlineData("var a = WebRequest.Create(url);")]
    [InlineData("class Own : HttpClientHandler { }")]
    public void The_rule_sees(string code) => Assert.NotEmpty(Found(CSharpSyntaxTree.ParseText(code).GetRoot()));

    [Theory]
    [InlineData("HttpClient A(ProviderSnapshot provider) => connections.ClientFor(provider);")]
    [InlineData("var a = new HttpRequestMessage();")]
    public void The_rule_lets_pass(string code) => Assert.Empty(Found(CSharpSyntaxTree.ParseText(code).GetRoot()));

    private static IEnumerable<string> Found(Microsoft.CodeAnalysis.SyntaxNode root)
    {
        // A "new()" has the type that stands elsewhere: where a file speaks of a transport at all, it names none that it makes.
        var names = root.DescendantNodes().OfType<SimpleNameSyntax>().Select(x => x.Identifier.Text).ToHashSet(StringComparer.Ordinal);
        var spoken = Transports.Where(names.Contains).ToArray();
        foreach (var made in root.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Where(x => Array.Exists(Transports, t => NameOf(x.Type) == t)))
        {
            yield return made.ToString();
        }

        foreach (var made in root.DescendantNodes().OfType<ImplicitObjectCreationExpressionSyntax>().Where(x => TypeOf(x) is { } type ? Transports.Contains(type) : spoken.Length > 0))
        {
            yield return made.Parent!.ToString();
        }

        foreach (var inherited in root.DescendantNodes().OfType<BaseTypeSyntax>().Where(x => Transports.Contains(NameOf(x.Type))))
        {
            yield return inherited.ToString();
        }

        foreach (var called in root.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(x => Array.Exists(Factories, f => x.Expression.ToString().EndsWith(f, StringComparison.Ordinal))))
        {
            yield return called.ToString();
        }
    }

    /// <summary>The type that a <c>new()</c> makes, where it stands beside it; null where it does not.</summary>
    private static string? TypeOf(ImplicitObjectCreationExpressionSyntax made) => made.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declared } } => NameOf(declared.Type),
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => NameOf(property.Type),
        ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => NameOf(property.Type),
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => NameOf(method.ReturnType),
        _ => null,
    };

    private static string NameOf(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => NameOf(nullable.ElementType),
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };
}
