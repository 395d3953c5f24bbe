package dev.hearth.registry.problem;

import dev.hearth.contracts.error.ErrorCode;
import dev.hearth.contracts.error.Problem;
import dev.hearth.contracts.json.WireJson;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Tells refusals: on {@code /system/**} as one line {@code CODE: detail}, which OpenFaaS clients print as it is, unless the
 * caller accepts JSON; elsewhere as a problem document.
 */
@RestControllerAdvice
class ProblemAdvice {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    @ExceptionHandler
    ResponseEntity<byte[]> refused(RefusedException refusal, HttpServletRequest request) {
        return answer(refusal.code(), refusal.detail(), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> redisFailed(DataAccessException failure, HttpServletRequest request) {
        log.warn("{} {} needs Redis: {}", request.getMethod(), request.getRequestURI(), failure.toString());
        return answer(ErrorCode.UNAVAILABLE, "the cache registry cannot reach Redis; try again", request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> noSuchRoute(NoResourceFoundException failure, HttpServletRequest request) {
        return answer(ErrorCode.ROUTE_NOT_FOUND, "nothing is answered at " + request.getRequestURI(), request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> wrongMethod(HttpRequestMethodNotSupportedException failure, HttpServletRequest request) {
        var allowed = failure.getSupportedHttpMethods();
        var methods = allowed == null ? new HttpMethod[0] : allowed.toArray(HttpMethod[]::new);
        return answer(
                ResponseEntity.status(ErrorCode.METHOD_NOT_ALLOWED.httpStatus()).allow(methods),
                ErrorCode.METHOD_NOT_ALLOWED,
                "the method is " + failure.getMethod() + "; " + request.getRequestURI() + " answers "
                        + Arrays.stream(methods).map(HttpMethod::name).sorted().collect(Collectors.joining(", ")),
                request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> missingParameter(
            MissingServletRequestParameterException failure, HttpServletRequest request) {
        return answer(ErrorCode.BAD_INPUT, "query parameter '" + failure.getParameterName() + "' is missing", request);
    }

    @ExceptionHandler
    ResponseEntity<byte[]> wrongParameter(MethodArgumentTypeMismatchException failure, HttpServletRequest request) {
        var type = failure.getRequiredType();
        return answer(
                ErrorCode.BAD_INPUT,
                "query parameter '" + failure.getName() + "' is '" + failure.getValue() + "'; expected "
                        + (type == boolean.class ? "true or false" : "a whole number"),
                request);
    }

    private static ResponseEntity<byte[]> answer(ErrorCode code, String detail, HttpServletRequest request) {
        return answer(ResponseEntity.status(code.httpStatus()), code, detail, request);
    }

    private static ResponseEntity<byte[]> answer(
            ResponseEntity.BodyBuilder answer, ErrorCode code, String detail, HttpServletRequest request) {
        if (code.httpStatus() == 503) {
            answer.header(HttpHeaders.RETRY_AFTER, "1");
        }
        if (wantsText(request)) {
            return answer.contentType(TEXT).body((code + ": " + detail + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(WireJson.mapper().writeValueAsBytes(Problem.of(code, detail)));
    }

    private static boolean wantsText(HttpServletRequest request) {
        var accept = request.getHeader(HttpHeaders.ACCEPT);
        return request.getRequestURI().startsWith("/system/") && (accept == null || !accept.contains("json"));
    }
}
